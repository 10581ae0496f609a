import { setTimeout as sleep } from "node:timers/promises";
import type { Place } from "../../modules/access/reach/graph";
import { until } from "../../sandbox/processes";
import type { KubernetesClient } from "../../sandbox/kubernetes-client";

/** Something that somebody who runs as a ServiceAccount tries, in order to become another. */
export interface Attempt {
  /** What it has to be granted, as in the cases of reach. */
  readonly can: readonly string[];
  /** Whom reach says that it leads to. */
  readonly to: Place;
  /** Tries it for real: whether it has become that. */
  readonly succeeds: (who: Tried) => Promise<boolean>;
}

export interface Tried {
  /** By the token of who tries. */
  readonly client: KubernetesClient;
  readonly admin: KubernetesClient;
  /** Name of its ServiceAccount in ci-docs, and of its Role. */
  readonly name: string;
  /** Name of what it makes. */
  readonly made: string;
}

const PODS = "/api/v1/namespaces/ci-web/pods";
const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const ADMISSION = "/apis/admissionregistration.k8s.io/v1";
const WEB: Place = { kind: "pod", name: "ci-web/web" };
const CLUSTER: Place = { kind: "cluster", name: "" };
const NODES: Place = { kind: "nodes", name: "any" };

/** What is tried where the jobs of another runner run, and in the cluster; ci-web has a pod named running. */
export const ATTEMPTS: readonly Attempt[] = [
  {
    can: ["create pods in ci-web"],
    to: WEB,
    succeeds: async ({ client, made }) => {
      const { status, body } = await client.request("POST", PODS, pod(made, "web"));
      return status === 201 && accountOf(body) === "web";
    },
  },
  {
    can: ["create jobs.batch in ci-web"],
    to: WEB,
    succeeds: async ({ client, admin, made }) => {
      const spec = { template: { ...pod(made, "web"), metadata: { labels: { app: made } } } };
      await client.send("POST", "/apis/batch/v1/namespaces/ci-web/jobs", { metadata: { name: made }, spec });
      let started = false;
      await until("what the controller makes of it", 30, async () => {
        const pods = await admin.list(`${PODS}?labelSelector=app%3D${made}`);
        started = pods.some((each) => accountOf(each) === "web");
        const events = await admin.list("/api/v1/namespaces/ci-web/events?fieldSelector=reason%3DFailedCreate");
        return started || events.some((event) => textAt(event, "involvedObject", "name") === made);
      });
      return started;
    },
  },
  connecting("create pods/exec in ci-web", "POST", "exec?command=id&stdout=true"),
  connecting("get pods/attach in ci-web", "GET", "attach?stdout=true"),
  {
    can: ["patch pods in ci-web"],
    to: WEB,
    succeeds: async ({ client, admin }) => {
      const running = (await admin.send("GET", `${PODS}/running`)) as {
        readonly spec: { readonly containers: object[] };
      };
      const spec = { containers: running.spec.containers.map((container) => ({ ...container, image: "own" })) };
      return (await client.request("PATCH", `${PODS}/running`, { spec })).status === 200;
    },
  },
  {
    can: ["patch pods/ephemeralcontainers in ci-web"],
    to: WEB,
    succeeds: async ({ client, made }) => {
      const spec = { ephemeralContainers: [{ name: made, image: "own" }] };
      return (await client.request("PATCH", `${PODS}/running/ephemeralcontainers`, { spec })).status === 200;
    },
  },
  {
    can: ["create serviceaccounts/token in ci-web"],
    to: WEB,
    succeeds: async ({ client, admin }) => {
      const path = "/api/v1/namespaces/ci-web/serviceaccounts/web/token";
      const { body } = await client.request("POST", path, { spec: {} });
      return isWeb(admin, textAt(body, "status", "token"));
    },
  },
  {
    can: ["create secrets in ci-web", "get secrets in ci-web"],
    to: WEB,
    succeeds: async ({ client, admin, made }) => {
      const secret = {
        metadata: { name: made, annotations: { "kubernetes.io/service-account.name": "web" } },
        type: "kubernetes.io/service-account-token",
      };
      const path = "/api/v1/namespaces/ci-web/secrets";
      if ((await client.request("POST", path, secret)).status !== 201) return false;
      let token = "";
      await until("the token of a Secret", 20, async () => {
        token = textAt(await client.send("GET", `${path}/${made}`), "data", "token");
        return token !== "";
      });
      return isWeb(admin, Buffer.from(token, "base64").toString());
    },
  },
  {
    can: ["list secrets in ci-web"],
    to: { kind: "Secrets", name: "ci-web" },
    succeeds: ({ client }) => readsSecrets(client, "ci-web"),
  },
  { can: ["list pods in ci-web"], to: WEB, succeeds: ({ client }) => readsSecrets(client, "ci-web") },
  {
    can: ["get secrets=token in ci-web-manager"],
    to: { kind: "runner token", name: "ci-web-manager/p-web" },
    succeeds: async ({ client }) => {
      const { status } = await client.request("GET", "/api/v1/namespaces/ci-web-manager/secrets/token");
      return status === 200;
    },
  },
  {
    can: ["impersonate serviceaccounts in ci-web"],
    to: { kind: "ServiceAccount", name: "ci-web/web" },
    succeeds: async ({ client }) => (await userAs(client, "system:serviceaccount:ci-web:web")) === WEB_USER,
  },
  {
    can: ["impersonate users", "impersonate groups"],
    to: CLUSTER,
    succeeds: async ({ client }) => {
      const as = { user: "anybody", groups: ["system:masters"] };
      return (await client.request("GET", "/api/v1/namespaces/kube-system/secrets", undefined, as)).status === 200;
    },
  },
  {
    can: ["create rolebindings.rbac.authorization.k8s.io in ci-web"],
    to: { kind: "Secrets", name: "ci-web" },
    succeeds: (who) => bindsItself(who, "ci-web"),
  },
  {
    can: [
      "create rolebindings.rbac.authorization.k8s.io in ci-web",
      "bind clusterroles.rbac.authorization.k8s.io in ci-web",
    ],
    to: { kind: "Secrets", name: "ci-web" },
    succeeds: (who) => bindsItself(who, "ci-web"),
  },
  {
    can: ["create clusterrolebindings.rbac.authorization.k8s.io", "bind clusterroles.rbac.authorization.k8s.io"],
    to: CLUSTER,
    succeeds: (who) => bindsItself(who, undefined),
  },
  {
    can: ["patch roles.rbac.authorization.k8s.io in ci-web"],
    to: { kind: "Secrets", name: "ci-web" },
    succeeds: widens,
  },
  {
    can: ["patch roles.rbac.authorization.k8s.io in ci-web", "escalate roles.rbac.authorization.k8s.io in ci-web"],
    to: { kind: "Secrets", name: "ci-web" },
    succeeds: widens,
  },
  {
    can: ["get nodes/proxy"],
    to: NODES,
    succeeds: async ({ client }) => {
      // No kubelet answers: it is enough that the API server asks it.
      const { status } = await client.request("GET", "/api/v1/nodes/one/proxy/pods");
      return status !== 403;
    },
  },
  {
    can: ["create serviceaccounts/token in kube-system"],
    to: CLUSTER,
    succeeds: async ({ client, name }) => {
      // It may give whatever to ClusterRoles, and so to itself.
      const controller = "clusterrole-aggregation-controller";
      const path = `/api/v1/namespaces/kube-system/serviceaccounts/${controller}/token`;
      const { body } = await client.request("POST", path, { spec: {} });
      const rules = [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }];
      const changed = await client
        .withToken(textAt(body, "status", "token"))
        .request("PATCH", `${RBAC}/clusterroles/for-${name}`, { rules });
      return changed.status === 200;
    },
  },
  {
    can: ["create mutatingwebhookconfigurations.admissionregistration.k8s.io"],
    to: CLUSTER,
    succeeds: (who) => makesWebhook(who, "mutatingwebhookconfigurations"),
  },
  {
    can: ["create validatingwebhookconfigurations.admissionregistration.k8s.io"],
    to: { kind: "Secrets", name: "ci-web" },
    succeeds: (who) => makesWebhook(who, "validatingwebhookconfigurations"),
  },
  {
    can: ["create apiservices.apiregistration.k8s.io"],
    to: CLUSTER,
    succeeds: async ({ client, name }) => {
      const spec = { group: name, version: "v1", groupPriorityMinimum: 1, versionPriority: 1 };
      const path = "/apis/apiregistration.k8s.io/v1/apiservices";
      const service = { ...spec, service: { namespace: "ci-docs", name }, insecureSkipTLSVerify: true };
      return (await client.request("POST", path, { metadata: { name: `v1.${name}` }, spec: service })).status === 201;
    },
  },
  {
    can: ["patch namespaces in apps", "create pods in apps"],
    to: NODES,
    succeeds: async ({ client, name }) => {
      const level = { metadata: { labels: { "pod-security.kubernetes.io/enforce": "privileged" } } };
      const before = await client.request("POST", "/api/v1/namespaces/apps/pods?dryRun=All", privileged(name));
      if (before.status === 201) return false;
      await client.send("PATCH", "/api/v1/namespaces/apps", level);
      const after = await client.request("POST", "/api/v1/namespaces/apps/pods", privileged(name));
      await client.send("PATCH", "/api/v1/namespaces/apps", {
        metadata: { labels: { "pod-security.kubernetes.io/enforce": "baseline" } },
      });
      return after.status === 201;
    },
  },
  {
    can: ["create persistentvolumes", "create pods in apps"],
    to: NODES,
    succeeds: async ({ client, admin, made }) => {
      // The root of the node, for a claim that is there.
      const volume = {
        capacity: { storage: "1Gi" },
        accessModes: ["ReadWriteOnce"],
        hostPath: { path: "/" },
        claimRef: { namespace: "apps", name: "claim" },
      };
      await client.send("POST", "/api/v1/persistentvolumes", { metadata: { name: made }, spec: volume });
      const claim = "/api/v1/namespaces/apps/persistentvolumeclaims/claim";
      await until("the volume of a claim", 30, async () => {
        return textAt(await admin.send("GET", claim), "status", "phase") === "Bound";
      });
      const volumes = [{ name: "root", persistentVolumeClaim: { claimName: "claim" } }];
      const containers = [{ name: "c", image: "alpine", volumeMounts: [{ name: "root", mountPath: "/node" }] }];
      const body = { metadata: { name: made }, spec: { volumes, containers } };
      return (await client.request("POST", "/api/v1/namespaces/apps/pods", body)).status === 201;
    },
  },
  {
    can: ["patch certificatesigningrequests.certificates.k8s.io/approval", "approve signers.certificates.k8s.io"],
    to: CLUSTER,
    succeeds: async ({ client }) => {
      const path = "/apis/certificates.k8s.io/v1/certificatesigningrequests/anybody/approval";
      const approved = { type: "Approved", status: "True", reason: "Tried", message: "tried" };
      return (await client.request("PATCH", path, { status: { conditions: [approved] } })).status === 200;
    },
  },
  {
    can: ["create pods in ci-web", "patch namespaces in ci-docs"],
    to: NODES,
    succeeds: async ({ client, made }) => (await client.request("POST", PODS, privileged(made))).status === 201,
  },
  {
    can: ["get pods/log in ci-web"],
    to: { kind: "logs", name: "ci-web" },
    succeeds: async ({ client }) => (await client.request("GET", `${PODS}/running/log`)).status !== 403,
  },
  connecting("create pods/portforward in ci-web", "POST", "portforward", { kind: "ports", name: "ci-web" }),
  {
    can: ["patch configmaps=aws-auth in kube-system"],
    to: CLUSTER,
    succeeds: async ({ client }) => {
      const path = "/api/v1/namespaces/kube-system/configmaps/aws-auth";
      return (await client.request("PATCH", path, { data: { mapRoles: "- groups: [system:masters]" } })).status === 200;
    },
  },
];

/** Taking the guard away, and then what it kept one from. */
export const UNGUARDING: Attempt = {
  can: ["delete validatingadmissionpolicybindings.admissionregistration.k8s.io", "create pods in ci-web"],
  to: WEB,
  succeeds: async ({ client, name }) => {
    const bindings = `${ADMISSION}/validatingadmissionpolicybindings`;
    const before = await client.request("POST", `${PODS}?dryRun=All`, pod(name, "web"));
    if (before.status === 201) return false;
    await client.send("DELETE", `${bindings}/p-ci-web`);
    let made = false;
    await until("a pod without the guard", 20, async () => {
      made = (await client.request("POST", PODS, pod(name, "web"))).status === 201;
      return made;
    });
    return made;
  },
};

const WEB_USER = "system:serviceaccount:ci-web:web";

function connecting(can: string, method: "GET" | "POST", subresource: string, to: Place = WEB): Attempt {
  return {
    can: [can],
    to,
    succeeds: async ({ client }) => {
      // No node runs the pod: it is enough that the API server would go there.
      const { body } = await client.request(method, `${PODS}/running/${subresource}`);
      return textAt(body, "message").includes("does not have a host assigned");
    },
  };
}

function pod(name: string, serviceAccountName: string): object {
  const spec = { serviceAccountName, restartPolicy: "Never", containers: [{ name: "c", image: "alpine" }] };
  return { metadata: { name, labels: { "project.runner.gitlab.com/id": "2" } }, spec };
}

function privileged(name: string): object {
  const containers = [{ name: "c", image: "alpine", securityContext: { privileged: true } }];
  return { metadata: { name }, spec: { containers } };
}

function accountOf(object: unknown): string {
  return textAt(object, "spec", "serviceAccountName");
}

/** The text at a path of an answer; empty where there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  let found = value;
  for (const step of path) {
    found =
      typeof found === "object" && found !== null ? (found as Readonly<Record<string, unknown>>)[step] : undefined;
  }
  return typeof found === "string" ? found : "";
}

/** Whether a token is one of web. */
async function isWeb(admin: KubernetesClient, token: string): Promise<boolean> {
  if (token === "") return false;
  const path = "/apis/authentication.k8s.io/v1/tokenreviews";
  return textAt(await admin.send("POST", path, { spec: { token } }), "status", "user", "username") === WEB_USER;
}

async function userAs(client: KubernetesClient, user: string): Promise<string> {
  const path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
  const { body } = await client.request("POST", path, {}, { user });
  return textAt(body, "status", "userInfo", "username");
}

async function readsSecrets(client: KubernetesClient, namespace: string): Promise<boolean> {
  return (await client.request("GET", `/api/v1/namespaces/${namespace}/secrets`)).status === 200;
}

async function bindsItself({ client, name }: Tried, namespace: string | undefined): Promise<boolean> {
  const path = namespace === undefined ? "clusterrolebindings" : `namespaces/${namespace}/rolebindings`;
  const binding = {
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
    subjects: [{ kind: "ServiceAccount", name, namespace: "ci-docs" }],
  };
  const made = await client.request("POST", `${RBAC}/${path}`, binding);
  return made.status !== 403 && (await soon(() => readsSecrets(client, namespace ?? "kube-system")));
}

/** Whether the one who may change roles gives its own what it does not have. */
async function widens({ client, name }: Tried): Promise<boolean> {
  const rules = [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }];
  const changed = await client.request("PATCH", `${RBAC}/namespaces/ci-web/roles/${name}`, { rules });
  return changed.status === 200 && (await soon(() => readsSecrets(client, "ci-web")));
}

async function makesWebhook({ client, name }: Tried, resource: string): Promise<boolean> {
  const webhook = {
    name: `${name}.example.com`,
    clientConfig: { url: "https://example.com/hook" },
    admissionReviewVersions: ["v1"],
    sideEffects: "None",
    failurePolicy: "Ignore",
    namespaceSelector: { matchLabels: { nothing: name } },
    rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
  };
  const made = await client.request("POST", `${ADMISSION}/${resource}`, { metadata: { name }, webhooks: [webhook] });
  return made.status === 201;
}

/** Whether something holds soon: the API server takes a moment to see new permissions. */
async function soon(holds: () => Promise<boolean>): Promise<boolean> {
  for (let i = 0; i < 100; i++) {
    if (await holds()) return true;
    await sleep(100);
  }
  return false;
}
