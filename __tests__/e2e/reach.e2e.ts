import type { AccessModel, Binding } from "../../modules/access/model";
import { placeKey, ways } from "../../modules/access/reach/graph";
import { reachOf } from "../../modules/access/reach/reach";
import { NO_MANAGED_POLICIES } from "../../modules/iam/managed-policies";
import { type Guard, guardBinding, guardPolicy } from "../../modules/kubernetes/guard";
import { podSecurityLabels } from "../../modules/kubernetes/pod-security";
import { until } from "../../sandbox/processes";
import { fileText } from "../support/examples";
import { modelOf } from "../access/reach/reach-case";
import { type Attempt, ATTEMPTS, textAt, type Tried, UNGUARDING } from "./escape-attempts";
import { jobPod } from "./guard-requests";
import { inKubernetes } from "./support";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const ADMISSION = "/apis/admissionregistration.k8s.io/v1";
const ALL = [...ATTEMPTS, UNGUARDING].map((attempt, i) => ({ ...attempt, name: `try-${String(i)}` }));

const CUT_BY_GUARD = [
  "create pods in ci-web",
  "create jobs.batch in ci-web",
  "create pods/exec in ci-web",
  "get pods/attach in ci-web",
  "patch pods in ci-web",
  "patch pods/ephemeralcontainers in ci-web",
  "create serviceaccounts/token in ci-web",
  "create secrets in ci-web, get secrets in ci-web",
  "create pods/portforward in ci-web",
];

const GUARD: Guard = {
  namespace: "ci-web",
  name: "p-ci-web",
  creators: ["system:serviceaccount:ci-web-manager:web-manager"],
  connectors: ["system:serviceaccount:ci-web-manager:web-manager"],
  projects: { web: ["2"] },
};

inKubernetes("whom reach says that one becomes", (kubernetes) => {
  const tried = new Map<string, Tried>();

  beforeAll(async () => {
    const { client } = kubernetes.it;
    for (const name of ["ci-docs", "ci-docs-manager", "ci-web", "ci-web-manager", "apps"]) {
      const labels = name === "ci-docs" ? {} : podSecurityLabels("baseline");
      await client.send("POST", "/api/v1/namespaces", { metadata: { name, labels } });
    }
    await client.send("POST", "/api/v1/nodes", { metadata: { name: "one" } });
    await client.send("POST", "/api/v1/namespaces/ci-web/serviceaccounts", { metadata: { name: "web" } });
    await client.send("POST", "/api/v1/namespaces/kube-system/configmaps", { metadata: { name: "aws-auth" } });
    const claim = { accessModes: ["ReadWriteOnce"], storageClassName: "", resources: { requests: { storage: "1Gi" } } };
    await client.send("POST", "/api/v1/namespaces/apps/persistentvolumeclaims", {
      metadata: { name: "claim" },
      spec: claim,
    });
    const request = Buffer.from(fileText("__tests__", "e2e", "anybody.csr")).toString("base64");
    await client.send("POST", "/apis/certificates.k8s.io/v1/certificatesigningrequests", {
      metadata: { name: "anybody" },
      spec: { request, signerName: "kubernetes.io/kube-apiserver-client", usages: ["client auth"] },
    });
    await client.send("POST", "/api/v1/namespaces/ci-web-manager/secrets", { metadata: { name: "token" } });
    await until("the ServiceAccounts of namespaces", 30, async () => {
      const made = ["apps", "ci-web"].map((name) => `/api/v1/namespaces/${name}/serviceaccounts/default`);
      return (await Promise.all(made.map((path) => client.request("GET", path)))).every(({ status }) => status === 200);
    });
    const running = jobPod({ name: "running", account: "web", project: "2" });
    const spec = { ...running.spec, initContainers: [], containers: [{ name: "c", image: "alpine" }] };
    await client.send("POST", "/api/v1/namespaces/ci-web/pods", { ...running, spec });
    for (const attempt of ALL) tried.set(attempt.name, await prepare(attempt));
    await client.send("POST", `${ADMISSION}/validatingadmissionpolicies`, guardPolicy(GUARD));
    await client.send("POST", `${ADMISSION}/validatingadmissionpolicybindings`, guardBinding(GUARD));
    await until("the guard", 30, async () => {
      const path = "/api/v1/namespaces/ci-web/pods?dryRun=All";
      return (await client.request("POST", path, jobPod({ account: "web", project: "2" }))).status !== 201;
    });
  });

  /** A ServiceAccount of its own for each attempt, with what it has to be granted. */
  async function prepare({ can, name }: Attempt & { readonly name: string }): Promise<Tried> {
    const { client } = kubernetes.it;
    await client.send("POST", "/api/v1/namespaces/ci-docs/serviceaccounts", { metadata: { name } });
    const clusterRole = { metadata: { name: `for-${name}` }, rules: [] };
    await client.send("POST", `${RBAC}/clusterroles`, clusterRole);
    const own = modelOf({ name, can }).bindings.filter(({ subject }) => subject === "ci-docs/docs");
    for (const binding of own) await bind(name, binding);
    const path = `/api/v1/namespaces/ci-docs/serviceaccounts/${name}/token`;
    const token = textAt(await client.send("POST", path, { spec: {} }), "status", "token");
    return { client: client.withToken(token), admin: client, name, made: name };
  }

  async function bind(name: string, { scope, grants }: Binding): Promise<void> {
    const { client } = kubernetes.it;
    const [folder, roles, kind] =
      scope === "cluster"
        ? (["", "clusterroles", "ClusterRole"] as const)
        : ([`namespaces/${scope.namespace}/`, "roles", "Role"] as const);
    const rules = "rules" in grants ? grants.rules : [];
    const roleName = scope === "cluster" ? `${name}-own` : name;
    await client.send("POST", `${RBAC}/${folder}${roles}`, { metadata: { name: roleName }, rules });
    await client.send("POST", `${RBAC}/${folder}${roles.replace(/roles$/, "rolebindings")}`, {
      metadata: { name: `own-${name}` },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name: roleName },
      subjects: [{ kind: "ServiceAccount", name, namespace: "ci-docs" }],
    });
  }

  const succeeds = (attempt: Attempt & { readonly name: string }, suffix = "") => {
    const who = tried.get(attempt.name);
    if (who === undefined) throw new Error(attempt.name);
    return attempt.succeeds({ ...who, made: `${who.made}${suffix}` });
  };
  const rows = ALL.map((attempt) => [`${attempt.can.join(", ")}: ${placeKey(attempt.to)}`, attempt] as const);

  describe("becomes it, or is kept from it, as reach says", () => {
    test.each(rows)("%s", async (_, attempt) => {
      expect(await succeeds(attempt)).toBe(reaches(attempt, modelOf({ name: "", can: attempt.can })));
    });
  });

  describe("becomes it once the guard is taken away", () => {
    // The last of the attempts took it away.
    const cut = rows.filter(([, attempt]) => CUT_BY_GUARD.includes(attempt.can.join(", ")));

    test.each(cut)("%s", async (_, attempt) => {
      expect(reaches(attempt, modelOf({ name: "", can: attempt.can }))).toBe(false);
      expect(reaches(attempt, modelOf({ name: "", can: attempt.can, model: { admission: { "ci-web": null } } }))).toBe(
        true,
      );
      expect(await succeeds(attempt, "-again")).toBe(true);
    });

    test("in every way that a guard closes", () => {
      expect(cut).toHaveLength(CUT_BY_GUARD.length);
    });
  });
});

function reaches({ to }: Attempt, model: AccessModel): boolean {
  const found = ways(reachOf(model, NO_MANAGED_POLICIES), [{ kind: "pod", name: "ci-docs/docs" }]);
  return found.some((way) => placeKey(way.to) === placeKey(to));
}
