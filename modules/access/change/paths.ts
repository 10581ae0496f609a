import { type Overwrite, readOverwrite } from "../../gitlab/overwrite";
import { boundRules } from "../../kubernetes/evaluate/bound-rules";
import { judge } from "../../kubernetes/evaluate/judge";
import type { ResourceRequest } from "../../kubernetes/evaluate/request";
import { MANAGER_RULES } from "../../kubernetes/manager-rules";
import { uncovered } from "../../kubernetes/rule-difference";
import { NOT_KNOWN } from "../interpret-kubernetes";
import type { AccessModel, Binding, Pod, RunnerAccess } from "../model";
import type { Subject } from "./change";

/** A way by which somebody becomes somebody else, or gets more than is written. */
export interface Path {
  readonly from: Subject;
  /** Whom it leads to: a role or a pod; nobody where it leads anywhere. */
  readonly to?: Subject;
  /** In words that go on from `from`. */
  readonly how: string;
}

/**
 * The paths of a model that show without following one after the other: roles that pods get, pods that jobs may be, and
 * Kubernetes permissions by which one becomes others. Those that trust policies and permissions of AWS open show where
 * these are compared.
 */
export function paths(model: AccessModel): readonly Path[] {
  const byNamespace = new Map<string, Pod[]>();
  for (const pod of Object.keys(model.pods) as Pod[]) {
    const namespace = pod.slice(0, pod.indexOf("/"));
    const group = byNamespace.get(namespace);
    if (group === undefined) byNamespace.set(namespace, [pod]);
    else group.push(pod);
  }
  const runners = Object.entries(model.runners);
  return [
    ...podRoles(model),
    ...runners.flatMap(([name, runner]) => jobPods(name, runner, byNamespace)),
    ...powers(model),
  ];
}

function podRoles({ associations, pods }: AccessModel): readonly Path[] {
  const annotated = Object.entries(pods).flatMap(([pod, { roleArn }]) =>
    roleArn === undefined || roleArn === NOT_KNOWN ? [] : [[pod, roleArn.split("/").at(-1) ?? ""] as const],
  );
  return [
    ...Object.entries(associations).map(([pod, role]) => toRole(pod, role, "by pod identity")),
    ...annotated.map(([pod, role]) => toRole(pod, role, "by its annotation, if the role trusts it")),
  ];
}

function toRole(pod: string, role: string, by: string): Path {
  return { from: { kind: "pod", name: pod }, to: { kind: "role", name: role }, how: `may be role ${role}, ${by}` };
}

/** The pods that jobs of a runner may be, of those that are known. */
function jobPods(
  name: string,
  runner: RunnerAccess,
  byNamespace: ReadonlyMap<string, readonly Pod[]>,
): readonly Path[] {
  const from: Subject = { kind: "runner", name };
  const path = (pod: string): Path => ({ from, to: { kind: "pod", name: pod }, how: `lets its jobs be ${pod}` });
  const [namespace = ""] = runner.defaultPod.split("/");
  const [accounts, namespaces] = [read(runner.serviceAccountPattern), read(runner.namespacePattern)];
  if (accounts === undefined || namespaces === undefined) {
    return [{ from, how: "has a pattern that the runner does not take: jobs that ask for something fail" }];
  }
  const chosen = [...byNamespace]
    .filter(([own]) => own === namespace || namespaces.admits(own))
    .flatMap(([own, pods]) =>
      pods.filter((pod) => pod === runner.defaultPod || accounts.admits(pod.slice(own.length + 1))),
    );
  return [...chosen.map(path), ...openPatterns(from, runner)];
}

/** What a job may choose freely. Labels and annotations make it nobody else. */
function openPatterns(from: Subject, runner: RunnerAccess): readonly Path[] {
  const open = (what: string, pattern: string): readonly Path[] => {
    const { anchored = true, everything = false } = read(pattern) ?? {};
    if (everything) return [{ from, how: `lets its jobs choose any ${what}: ${pattern}` }];
    return anchored ? [] : [{ from, how: `lets its jobs choose any ${what} that the pattern is found in: ${pattern}` }];
  };
  return [
    ...open("ServiceAccount", runner.serviceAccountPattern),
    ...open("namespace", runner.namespacePattern),
    ...open("label of nodes", runner.nodeSelectorPattern),
    ...open("taint to tolerate", runner.nodeTolerationPattern),
  ];
}

function read(pattern: string): Overwrite | undefined {
  try {
    return readOverwrite(pattern);
  } catch {
    return undefined;
  }
}

/** Kubernetes permissions by which a pod becomes others; what a runner's manager needs for its jobs is none. */
function powers({ bindings, runners }: AccessModel): readonly Path[] {
  const managers = new Set(Object.values(runners).map(({ managerServiceAccount }) => managerServiceAccount));
  // Most bindings give the same as many others.
  const known = new Map<string, readonly string[]>();
  return bindings.flatMap((binding): readonly Path[] => {
    const { subject, scope, grants } = binding;
    if (managers.has(subject) && isManagers(binding)) return [];
    const key = JSON.stringify([scope === "cluster", grants]);
    const does = known.get(key) ?? powersOf(binding);
    known.set(key, does);
    const where = scope === "cluster" ? "in the whole cluster" : `in namespace ${scope.namespace}`;
    return does.map((how) => ({ from: { kind: "pod", name: subject }, how: `may ${how} ${where}` }));
  });
}

function powersOf(binding: Binding): readonly string[] {
  const { scope } = binding;
  const namespace = scope === "cluster" ? {} : { namespace: scope.namespace };
  const bound = [boundRules(binding)];
  const allows = (request: ResourceRequest) => judge({ ...request, ...namespace }, bound).verdict === "allowed";
  if (allows({ verb: "*", group: "*", resource: "*" })) return ["do everything"];
  return POWERS.filter(({ requests }) => requests.some(allows)).map(({ how }) => how);
}

function isManagers({ scope, grants }: Binding): boolean {
  if (!("rules" in grants) || scope === "cluster") return false;
  return uncovered([{ scope, rules: grants.rules }], [{ scope, rules: MANAGER_RULES }]).length === 0;
}

/** @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks */
const POWERS: readonly { readonly how: string; readonly requests: readonly ResourceRequest[] }[] = [
  {
    how: "read Secrets, tokens and credentials of others among them",
    requests: on("", "secrets", ["get", "list", "watch"]),
  },
  {
    how: "start pods as any ServiceAccount",
    requests: [
      ...on("", "pods", ["create"]),
      ...on("", "replicationcontrollers", ["create", "update", "patch"]),
      ...["daemonsets", "deployments", "replicasets", "statefulsets"].flatMap((resource) =>
        on("apps", resource, ["create", "update", "patch"]),
      ),
      ...["cronjobs", "jobs"].flatMap((resource) => on("batch", resource, ["create", "update", "patch"])),
    ],
  },
  {
    how: "run commands in pods of others",
    requests: ["exec", "attach"].flatMap((subresource) =>
      on("", "pods", ["create", "get"]).map((request) => ({ ...request, subresource })),
    ),
  },
  { how: "change pods of others", requests: [...on("", "pods", ["update", "patch"]), ...ephemeral()] },
  {
    how: "get tokens of ServiceAccounts",
    requests: on("", "serviceaccounts", ["create"]).map((request) => ({ ...request, subresource: "token" })),
  },
  { how: "be ServiceAccounts", requests: on("", "serviceaccounts", ["impersonate"]) },
  { how: "be any user", requests: [...on("", "users", ["impersonate"]), ...on("", "groups", ["impersonate"])] },
  {
    how: "give permissions",
    requests: ["rolebindings", "clusterrolebindings", "roles", "clusterroles"].flatMap((resource) =>
      on("rbac.authorization.k8s.io", resource, ["create", "update", "patch", "bind", "escalate"]),
    ),
  },
  {
    how: "change ServiceAccounts and the roles that they name",
    requests: on("", "serviceaccounts", ["update", "patch"]),
  },
  {
    how: "reach the kubelet of nodes",
    requests: on("", "nodes", ["get", "create"]).map((request) => ({ ...request, subresource: "proxy" })),
  },
  {
    how: "change what the API server refuses",
    requests: [
      "validatingadmissionpolicies",
      "validatingadmissionpolicybindings",
      "validatingwebhookconfigurations",
      "mutatingwebhookconfigurations",
      "mutatingadmissionpolicies",
    ].flatMap((resource) => on("admissionregistration.k8s.io", resource, ["create", "update", "patch", "delete"])),
  },
  { how: "change namespaces and their Pod Security level", requests: on("", "namespaces", ["update", "patch"]) },
];

function ephemeral(): readonly ResourceRequest[] {
  return on("", "pods", ["update", "patch"]).map((request) => ({ ...request, subresource: "ephemeralcontainers" }));
}

function on(group: string, resource: string, verbs: readonly string[]): readonly ResourceRequest[] {
  return verbs.map((verb) => ({ verb, group, resource }));
}
