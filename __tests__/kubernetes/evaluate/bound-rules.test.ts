import { boundRules, SERVICE_ACCOUNT_DEFAULTS } from "../../../modules/kubernetes/evaluate/bound-rules";
import { judge } from "../../../modules/kubernetes/evaluate/judge";
import { parseRequest } from "../../../modules/kubernetes/evaluate/parse-request";

const docs = { namespace: "docs" };
const pods = { apiGroups: [""], resources: ["pods"], resourceNames: [], nonResourceURLs: [], verbs: ["get"] };

describe("what is bound", () => {
  test("is called by what gives it, and where", () => {
    expect(boundRules({ scope: docs, grants: { rules: [pods] } })).toEqual({
      source: "own rules in namespace docs",
      scope: docs,
      rules: [pods],
    });
    expect(boundRules({ scope: "cluster", grants: { rules: [] } }).source).toBe("own rules in the whole cluster");
    expect(boundRules({ scope: docs, grants: { clusterRole: "view" } })).toMatchObject({
      source: "ClusterRole view in namespace docs",
      scope: docs,
      aggregates: "rbac.authorization.k8s.io/aggregate-to-view",
    });
  });

  test.each(["runner", "View", "constructor", "system:node"])("by ClusterRole %s is not known", (clusterRole) => {
    expect(boundRules({ scope: "cluster", grants: { clusterRole } })).toEqual({
      source: `ClusterRole ${clusterRole} in the whole cluster`,
      scope: "cluster",
      rules: { unknown: "its rules are not known: it does not come with Kubernetes 1.34" },
    });
  });
});

/** What a ServiceAccount may do with a ClusterRole in namespace docs. */
const VERDICTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  view: {
    "get pods": "allowed",
    "get pods/log": "allowed",
    "get secrets": "denied",
    "create pods": "denied",
    "get roles.rbac.authorization.k8s.io": "denied",
    "get namespaces=docs": "allowed",
    "get certificates.cert-manager.io": "cannot tell",
  },
  edit: {
    "get secrets": "allowed",
    "create pods/exec": "allowed",
    "impersonate serviceaccounts": "allowed",
    "create serviceaccounts/token": "allowed",
    "delete deployments.apps": "allowed",
    "create rolebindings.rbac.authorization.k8s.io": "denied",
    "update resourcequotas": "denied",
    "get certificates.cert-manager.io": "cannot tell",
  },
  admin: {
    "create rolebindings.rbac.authorization.k8s.io": "allowed",
    "bind roles.rbac.authorization.k8s.io": "denied",
    "update namespaces=docs": "denied",
    "get certificates.cert-manager.io": "cannot tell",
  },
  "cluster-admin": {
    "bind roles.rbac.authorization.k8s.io": "allowed",
    "delete namespaces=docs": "allowed",
    "get certificates.cert-manager.io": "allowed",
  },
  runner: { "get pods": "cannot tell" },
};

describe.each(Object.keys(VERDICTS))("ClusterRole %s", (clusterRole) => {
  const bound = [...SERVICE_ACCOUNT_DEFAULTS, boundRules({ scope: docs, grants: { clusterRole } })];

  test.each(Object.entries(VERDICTS[clusterRole] ?? {}))("%s: %s", (text, verdict) => {
    const parsed = parseRequest(text, "docs");
    expect("request" in parsed && judge(parsed.request, bound).verdict).toBe(verdict);
  });
});

describe("every ServiceAccount", () => {
  const verdict = (text: string) => {
    const parsed = parseRequest(text);
    return "request" in parsed ? judge(parsed.request, SERVICE_ACCOUNT_DEFAULTS) : parsed;
  };

  test.each([
    ["get /apis/apps/v1", "ClusterRole system:discovery in the whole cluster (group system:authenticated)"],
    ["get /healthz", "ClusterRole system:discovery in the whole cluster (group system:authenticated)"],
    [
      "get /openid/v1/jwks",
      "ClusterRole system:service-account-issuer-discovery in the whole cluster (group system:serviceaccounts)",
    ],
    [
      "create selfsubjectaccessreviews.authorization.k8s.io",
      "ClusterRole system:basic-user in the whole cluster (group system:authenticated)",
    ],
  ])("may %s", (text, source) => {
    expect(verdict(text)).toMatchObject({ verdict: "allowed", by: { source } });
  });

  test.each(["get /metrics", "post /apis/apps/v1", "get pods", "create tokenreviews.authentication.k8s.io"])(
    "may not %s",
    (text) => {
      expect(verdict(text)).toEqual({ verdict: "denied" });
    },
  );
});
