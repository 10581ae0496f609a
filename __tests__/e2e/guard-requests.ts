import type { Impersonation } from "../../sandbox/kubernetes-client";

/** A request to the API server in somebody's name; nothing of it stays. */
export interface Try {
  readonly name: string;
  readonly method: "POST" | "PATCH" | "GET";
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
  const { name = "job", account = "build", image = "alpine" } = pod;
  const project = "project" in pod ? pod.project : "42";
  return {
    metadata: { name, labels: project === undefined ? {} : { "project.runner.gitlab.com/id": project } },
    spec: { serviceAccountName: account, containers: [{ name: "build", image }] },
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

export const ADMITTED: readonly Try[] = [
  creates("the manager starts a job of an allowed project", MANAGER_USER),
  creates("and under another declared ServiceAccount", MANAGER_USER, { account: "whole" }),
  creates("a declared creator starts one", TESTER),
  creates("break-glass starts one without a project", BREAK_GLASS, { project: undefined }),
  changes("an annotation is changed", MIGHTY, { metadata: { annotations: { note: "seen" } } }),
  changes("another label is changed", MIGHTY, { metadata: { labels: { note: "seen" } } }),
  connects("the manager executes in a job", MANAGER_USER, "exec?command=ls&stdout=true"),
  connects("the manager attaches to a job", MANAGER_USER, "attach?stdout=true"),
  connects("break-glass executes in a job", BREAK_GLASS, "exec?command=ls&stdout=true"),
  token("a node gets a token for a pod", NODE),
];

/** With the words of the refusal. */
export const REFUSED_BY_GUARD: readonly (Try & { readonly because: string })[] = [
  { ...creates("a project that is not declared", MANAGER_USER, { project: "43" }), because: "project 43 may not run" },
  { ...creates("the project of another runner", MANAGER_USER, { project: "77" }), because: "project 77 may not run" },
  { ...creates("no project", MANAGER_USER, { project: undefined }), because: "project (none) may not run" },
  {
    ...creates("a ServiceAccount that is not declared", MANAGER_USER, { account: "default" }),
    because: "may not run as ServiceAccount default",
  },
  { ...creates("a job starts a job", MIGHTY_JOB), because: "only the runner's manager starts pods" },
  { ...creates("the manager of another runner", OTHER_MANAGER), because: "only the runner's manager starts pods" },
  { ...creates("an administrator", MIGHTY), because: "only the runner's manager starts pods" },
  {
    ...creates("the controller of a ReplicaSet", podUser("kube-system/replicaset-controller", "system:masters")),
    because: "only the runner's manager starts pods",
  },
  {
    ...changes("the project is changed", MIGHTY_MANAGER, {
      metadata: { labels: { "project.runner.gitlab.com/id": "77" } },
    }),
    because: "the project and the images of a job's pod stay",
  },
  {
    ...changes("an image is changed", MIGHTY, {
      spec: { containers: [{ name: "build", image: "evil" }] },
    }),
    because: "the project and the images of a job's pod stay",
  },
  {
    name: "an ephemeral container",
    method: "PATCH",
    path: `${PODS}/running/ephemeralcontainers?dryRun=All`,
    body: { spec: { ephemeralContainers: [{ name: "debug", image: "alpine" }] } },
    as: MIGHTY,
    because: "no ephemeral containers",
  },
  {
    ...connects("an administrator executes", MIGHTY, "exec?command=ls&stdout=true"),
    because: "only the runner's manager connects",
  },
  { ...connects("a job attaches", MIGHTY_JOB, "attach?stdout=true"), because: "only the runner's manager connects" },
  { ...connects("a port is forwarded", MIGHTY, "portforward?ports=80"), because: "only the runner's manager connects" },
  { ...connects("a proxy", MIGHTY, "proxy/"), because: "only the runner's manager connects" },
  { ...token("an administrator takes a token", MIGHTY), because: "issued to nodes only" },
  { ...token("a job takes a token", MIGHTY_JOB), because: "issued to nodes only" },
];
