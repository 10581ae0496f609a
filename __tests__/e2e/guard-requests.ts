import type { Impersonation } from "../../sandbox/kubernetes-client";

/** A request to the API server in somebody's name; nothing of it stays. */
export interface Try {
  readonly name: string;
  readonly method: "POST" | "PATCH" | "GET" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly as: Impersonation;
}

/** The user that the pods of a ServiceAccount are, with its groups. */
export function podUser(pod: string, ...more: readonly string[]): Impersonation {
  const [namespace = "", name = ""] = pod.split("/");
  const groups = ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated", ...more];
  return { user: `system:serviceaccount:${namespace}:${name}`, groups };
}

export const MANAGER_USER = podUser("ci-docs-manager/docs-manager");

/** Somebody whom RBAC lets do everything, so that only the guard is left. */
export const MIGHTY = { user: "mallory", groups: ["system:masters"] };
/** The manager itself has no verb to change a pod with; with one, the guard still holds. */
const MIGHTY_MANAGER = podUser("ci-docs-manager/docs-manager", "system:masters");
const MIGHTY_JOB = podUser("ci-docs/build", "system:masters");
const OTHER_MANAGER = podUser("ci-web-manager/web-manager", "system:masters");
const TESTER = { user: "ops:tester", groups: ["system:masters"] };
export const BREAK_GLASS = { user: "jane", groups: ["sre:oncall", "system:masters"] };
const NODE = { user: "system:node:one", groups: ["system:nodes", "system:masters"] };

/** A job's pod as the runner makes it. */
export function jobPod(
  pod: { name?: string; account?: string | undefined; project?: string | undefined; image?: string } = {},
) {
  const { name = "job", image = "alpine" } = pod;
  const account = "account" in pod ? pod.account : "build";
  const project = "project" in pod ? pod.project : "42";
  return {
    metadata: { name, labels: project === undefined ? {} : { "project.runner.gitlab.com/id": project } },
    spec: {
      ...(account === undefined ? {} : { serviceAccountName: account }),
      initContainers: [{ name: "prepare", image: "alpine" }],
      containers: [{ name: "build", image }],
    },
  };
}

const PODS = "/api/v1/namespaces/ci-docs/pods";

function creates(name: string, as: Impersonation, pod: Parameters<typeof jobPod>[0] = {}): Try {
  return { name, method: "POST", path: `${PODS}?dryRun=All`, body: jobPod(pod), as };
}

function changes(name: string, as: Impersonation, body: unknown): Try {
  return { name, method: "PATCH", path: `${PODS}/running?dryRun=All`, body, as };
}

function connects(name: string, as: Impersonation, subresource: string): Try {
  return { name, method: "POST", path: `${PODS}/running/${subresource}`, as };
}

const token = (name: string, as: Impersonation): Try => ({
  name,
  method: "POST",
  path: "/api/v1/namespaces/ci-docs/serviceaccounts/whole/token?dryRun=All",
  body: { spec: {} },
  as,
});

const replacesStatus = (name: string, as: Impersonation, labels: object): Try => ({
  name,
  method: "PATCH",
  path: `${PODS}/running/status?dryRun=All`,
  body: { metadata: { labels } },
  as,
});

const secret = (name: string, as: Impersonation, type: string): Try => ({
  name,
  method: "POST",
  path: "/api/v1/namespaces/ci-docs/secrets?dryRun=All",
  body: {
    metadata: { name: "s", annotations: { "kubernetes.io/service-account.name": "whole" } },
    type,
    stringData: { "docker-password": "x" },
  },
  as,
});

const TOKEN_SECRET = "kubernetes.io/service-account-token";
const ID = "project.runner.gitlab.com/id";
const controller = (name: string) => podUser(`kube-system/${name}-controller`, "system:masters");

/** What the rightful do: the guard lets it pass. */
export const ADMITTED: readonly Try[] = [
  creates("the manager starts a job of an allowed project", MANAGER_USER),
  creates("and under another declared ServiceAccount", MANAGER_USER, { account: "whole" }),
  creates("a declared creator starts one", TESTER),
  creates("break-glass starts one without a project", BREAK_GLASS, { project: undefined }),
  changes("an annotation is changed", MIGHTY, { metadata: { annotations: { note: "seen" } } }),
  changes("another label is changed", MIGHTY, { metadata: { labels: { note: "seen" } } }),
  replacesStatus("a node writes a pod's status", NODE, { note: "seen" }),
  connects("the manager executes in a job", MANAGER_USER, "exec?command=ls&stdout=true"),
  connects("the manager attaches to a job", MANAGER_USER, "attach?stdout=true"),
  connects("break-glass executes in a job", BREAK_GLASS, "exec?command=ls&stdout=true"),
  token("a node gets a token for a pod", NODE),
  token("break-glass takes a token", BREAK_GLASS),
  secret("the manager writes a job's variables", MANAGER_USER, "Opaque"),
];

const STARTS = "only the runner's manager starts pods";
const CONNECTS = "only the runner's manager connects";
const STAYS = "the project and the images of a job's pod stay";

/** Attacks that the guard refuses, whatever RBAC would let through, each with the words of the refusal. */
export const REFUSED_BY_GUARD: readonly (Try & { readonly because: string })[] = [
  { ...creates("a project that is not declared", MANAGER_USER, { project: "43" }), because: "project 43 may not run" },
  { ...creates("the project of another runner", MANAGER_USER, { project: "77" }), because: "project 77 may not run" },
  { ...creates("no project", MANAGER_USER, { project: undefined }), because: "project (none) may not run" },
  { ...creates("an empty project", MANAGER_USER, { project: "" }), because: "project (none) may not run" },
  { ...creates("a project that begins like an allowed one", MANAGER_USER, { project: "421" }), because: "project 421" },
  { ...creates("a project in other digits", MANAGER_USER, { project: "042" }), because: "project 042 may not run" },
  {
    ...creates("a ServiceAccount that is not declared", MANAGER_USER, { account: "default" }),
    because: "may not run as ServiceAccount default",
  },
  {
    ...creates("no ServiceAccount", MANAGER_USER, { account: undefined }),
    because: "may not run as ServiceAccount default",
  },
  {
    ...creates("a declared creator with a foreign project", TESTER, { project: "43" }),
    because: "project 43 may not run",
  },
  { ...creates("a job starts a job", MIGHTY_JOB), because: STARTS },
  { ...creates("the manager of another runner", OTHER_MANAGER), because: STARTS },
  { ...creates("an administrator", MIGHTY), because: STARTS },
  { ...creates("a node", NODE), because: STARTS },
  ...["replicaset", "replication", "deployment", "statefulset", "daemon-set", "job", "cronjob"].map((kind) => ({
    ...creates(`the ${kind} controller`, controller(kind)),
    because: STARTS,
  })),
  { ...changes("the project is changed", MIGHTY_MANAGER, { metadata: { labels: { [ID]: "77" } } }), because: STAYS },
  { ...changes("the project is taken away", MIGHTY, { metadata: { labels: { [ID]: null } } }), because: STAYS },
  {
    ...replacesStatus("the project is changed with the status", MIGHTY, { [ID]: "77" }),
    because: "the project of a job's pod stays",
  },
  {
    ...replacesStatus("the project is taken away with the status, by a node", NODE, { [ID]: null }),
    because: "the project of a job's pod stays",
  },
  {
    ...changes("an image is changed", MIGHTY, { spec: { containers: [{ name: "build", image: "evil" }] } }),
    because: STAYS,
  },
  {
    ...changes("an image is changed by the manager", MIGHTY_MANAGER, {
      spec: { containers: [{ name: "build", image: "evil" }] },
    }),
    because: STAYS,
  },
  {
    ...changes("an image of an init container is changed", MIGHTY, {
      spec: { initContainers: [{ name: "prepare", image: "evil" }] },
    }),
    because: STAYS,
  },
  ...(
    [
      ["an administrator", MIGHTY],
      ["the manager", MIGHTY_MANAGER],
      ["a job", MIGHTY_JOB],
    ] as const
  ).map(([who, as]) => ({
    name: `an ephemeral container of ${who}`,
    method: "PATCH" as const,
    path: `${PODS}/running/ephemeralcontainers?dryRun=All`,
    body: { spec: { ephemeralContainers: [{ name: "debug", image: "alpine" }] } },
    as,
    because: "no ephemeral containers",
  })),
  { ...connects("an administrator executes", MIGHTY, "exec?command=ls&stdout=true"), because: CONNECTS },
  { ...connects("a job executes in another", MIGHTY_JOB, "exec?command=ls&stdout=true"), because: CONNECTS },
  {
    ...connects("the manager of another runner executes", OTHER_MANAGER, "exec?command=ls&stdout=true"),
    because: CONNECTS,
  },
  { ...connects("a declared creator executes", TESTER, "exec?command=ls&stdout=true"), because: CONNECTS },
  { ...connects("a job attaches", MIGHTY_JOB, "attach?stdout=true"), because: CONNECTS },
  { ...connects("an administrator attaches", MIGHTY, "attach?stdout=true"), because: CONNECTS },
  { ...connects("a port is forwarded", MIGHTY, "portforward?ports=80"), because: CONNECTS },
  { ...connects("a job forwards a port of another", MIGHTY_JOB, "portforward?ports=80"), because: CONNECTS },
  { ...connects("a proxy", MIGHTY, "proxy/"), because: CONNECTS },
  { ...connects("a job's proxy to another", MIGHTY_JOB, "proxy/"), because: CONNECTS },
  { ...token("an administrator takes a token", MIGHTY), because: "issued to nodes only" },
  { ...token("a job takes a token", MIGHTY_JOB), because: "issued to nodes only" },
  { ...token("the manager takes a token", MIGHTY_MANAGER), because: "issued to nodes only" },
  { ...token("a declared creator takes a token", TESTER), because: "issued to nodes only" },
  {
    ...secret("an administrator asks for a token by a Secret", MIGHTY, TOKEN_SECRET),
    because: "no Secrets with tokens",
  },
  { ...secret("a job asks for a token by a Secret", MIGHTY_JOB, TOKEN_SECRET), because: "no Secrets with tokens" },
  {
    ...secret("the manager asks for a token by a Secret", MANAGER_USER, TOKEN_SECRET),
    because: "no Secrets with tokens",
  },
];

function weakened(name: string, spec: object): Try & { readonly because: string } {
  const pod = jobPod();
  const body = { ...pod, spec: { ...pod.spec, ...spec } };
  return { name, method: "POST", path: `${PODS}?dryRun=All`, body, as: MANAGER_USER, because: "violates PodSecurity" };
}

/** Pods of the manager itself, as it should not make them whatever a job asks for. */
export const REFUSED_BY_POD_SECURITY: readonly (Try & { readonly because: string })[] = [
  weakened("a privileged container", {
    containers: [{ name: "build", image: "alpine", securityContext: { privileged: true } }],
  }),
  weakened("a path of the node", { volumes: [{ name: "host", hostPath: { path: "/var/lib/kubelet" } }] }),
  weakened("the node's network", { hostNetwork: true }),
  weakened("the node's processes", { hostPID: true }),
  weakened("a port of the node", {
    containers: [{ name: "build", image: "alpine", ports: [{ containerPort: 80, hostPort: 80 }] }],
  }),
  weakened("a capability that lets out", {
    containers: [{ name: "build", image: "alpine", securityContext: { capabilities: { add: ["SYS_ADMIN"] } } }],
  }),
];

const JOB = podUser("ci-docs/build");
const WHOLE = podUser("ci-docs/whole");
const GROUP = "/apis/admissionregistration.k8s.io/v1";

function sends(name: string, method: Try["method"], path: string, as: Impersonation, body?: unknown): Try {
  return { name, method, path: `${path}?dryRun=All`, body, as };
}

/**
 * What is not the guard's to hold: RBAC refuses it to whoever has no permission for it, and who has one may do it. Each
 * is tried as a job or as the manager, with their own permissions.
 */
export const REFUSED_BY_RBAC: readonly Try[] = [
  sends("a job labels its namespace as privileged", "PATCH", "/api/v1/namespaces/ci-docs", JOB, {
    metadata: { labels: { "pod-security.kubernetes.io/enforce": "privileged" } },
  }),
  sends("the manager labels its namespace as privileged", "PATCH", "/api/v1/namespaces/ci-docs", MANAGER_USER, {
    metadata: { labels: { "pod-security.kubernetes.io/enforce": "privileged" } },
  }),
  sends("a job takes the guard away", "DELETE", `${GROUP}/validatingadmissionpolicies/GUARD`, JOB),
  sends("the manager takes the guard away", "DELETE", `${GROUP}/validatingadmissionpolicies/GUARD`, MANAGER_USER),
  sends("a job lets the guard warn only", "PATCH", `${GROUP}/validatingadmissionpolicybindings/GUARD`, JOB, {
    spec: { validationActions: ["Warn"] },
  }),
  sends(
    "the manager lets the guard warn only",
    "PATCH",
    `${GROUP}/validatingadmissionpolicybindings/GUARD`,
    MANAGER_USER,
    {
      spec: { validationActions: ["Warn"] },
    },
  ),
  sends(
    "a job binds an administrator's role to itself",
    "POST",
    "/apis/rbac.authorization.k8s.io/v1/namespaces/ci-docs/rolebindings",
    JOB,
    {
      metadata: { name: "more" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "admin" },
      subjects: [{ kind: "ServiceAccount", name: "build", namespace: "ci-docs" }],
    },
  ),
  sends(
    "the manager writes a Role",
    "POST",
    "/apis/rbac.authorization.k8s.io/v1/namespaces/ci-docs/roles",
    MANAGER_USER,
    {
      metadata: { name: "more" },
      rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }],
    },
  ),
  sends("a job installs a webhook", "POST", `${GROUP}/mutatingwebhookconfigurations`, JOB, {
    metadata: { name: "more" },
  }),
  sends("a job makes a Deployment", "POST", "/apis/apps/v1/namespaces/ci-docs/deployments", JOB, {
    metadata: { name: "more" },
  }),
  sends("the manager makes a Job", "POST", "/apis/batch/v1/namespaces/ci-docs/jobs", MANAGER_USER, {
    metadata: { name: "more" },
  }),
  sends("a job reads the Secrets of its namespace", "GET", "/api/v1/namespaces/ci-docs/secrets", JOB),
  sends("a job reads the runner's token", "GET", "/api/v1/namespaces/ci-docs-manager/secrets", WHOLE),
  sends(
    "the manager lists the Secrets of its jobs",
    "GET",
    "/api/v1/namespaces/ci-docs/secrets",
    MANAGER_USER,
    undefined,
  ),
  sends("the manager reads what another runner has", "GET", "/api/v1/namespaces/ci-web/pods", MANAGER_USER),
  sends(
    "the manager starts a pod for another runner",
    "POST",
    "/api/v1/namespaces/ci-web/pods",
    MANAGER_USER,
    jobPod(),
  ),
  sends(
    "the manager starts a pod beside itself",
    "POST",
    "/api/v1/namespaces/ci-docs-manager/pods",
    MANAGER_USER,
    jobPod(),
  ),
  sends(
    "the manager annotates a ServiceAccount with a role",
    "PATCH",
    "/api/v1/namespaces/ci-docs/serviceaccounts/build",
    MANAGER_USER,
    {
      metadata: { annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/admin" } },
    },
  ),
];
