import { type AccessModel, type Pod } from "../model";
import { splitPod } from "../trust-domain";
import type { Edge, Place } from "./graph";
import { ANY_NODE, CLUSTER } from "./power-edges";

/** What there is in namespaces, and so for whoever has one of them, the whole cluster or what admits to it. */
export function namespaceEdges(model: AccessModel, namespaces: readonly string[]): readonly Edge[] {
  const byNamespace = podsByNamespace(model);
  const { runners } = model;
  return [
    ...namespaces.flatMap((namespace) => [
      ...podEdges(namespace, byNamespace.get(namespace) ?? []),
      securityEdge(namespace, model.namespaces[namespace]),
      step({ kind: "own pods", name: namespace }, { kind: "Secrets", name: namespace }, "may have its Secrets"),
      step(CLUSTER, { kind: "namespace", name: namespace }, `has namespace ${namespace}`),
      step(CLUSTER, { kind: "Secrets", name: namespace }, `has the Secrets of ${namespace}`),
    ]),
    ...[...tokenSecretsOf(model)].map(([secret, release]) =>
      step(
        { kind: "Secrets", name: secret.split("/")[0] ?? "" },
        { kind: "runner token", name: release },
        `have the token of runner ${release}`,
      ),
    ),
    step(CLUSTER, ANY_NODE, "has its nodes"),
    step(CLUSTER, { kind: "admission", name: "" }, "has its guards"),
    ...Object.keys(runners).map((release) =>
      step(
        { kind: "admission", name: "" },
        { kind: "runner", name: release },
        `without its guards lets any job of runner ${release} be whatever its patterns admit`,
      ),
    ),
  ];
}

function podEdges(namespace: string, pods: readonly Pod[]): readonly Edge[] {
  const [running, own, accounts] = (["namespace", "own pods", "ServiceAccounts"] as const).map((kind): Place => ({
    kind,
    name: namespace,
  }));
  if (running === undefined || own === undefined || accounts === undefined) return [];
  // Controllers and agents of the cluster run there, and may give permissions.
  const whole =
    namespace === "kube-system"
      ? [running, own, accounts].map((place) => step(place, CLUSTER, "may be a controller of the cluster"))
      : [];
  return [
    ...whole,
    ...pods.flatMap((pod) => [
      step(running, { kind: "pod", name: pod }, `may be ${pod}`),
      step(own, { kind: "pod", name: pod }, `may be ${pod}`),
      step(accounts, { kind: "ServiceAccount", name: pod }, `may be ${pod}`),
    ]),
  ];
}

/** Whether pods of one's own may be privileged, or have paths of their node. */
function securityEdge(namespace: string, level: string | undefined): Edge {
  const edge = step({ kind: "own pods", name: namespace }, ANY_NODE, "may be root on its node, as a privileged pod");
  if (level === "privileged" || namespace === "kube-system") return edge;
  return level === undefined
    ? { ...edge, open: `the Pod Security level of ${namespace} is not known` }
    : { ...edge, cut: `Pod Security ${level} of ${namespace}` };
}

function step(from: Place, to: Place, how: string): Edge {
  return { from, to, how, at: [] };
}

/** The pods of each namespace. */
export function podsByNamespace({ pods, associations }: AccessModel): ReadonlyMap<string, readonly Pod[]> {
  const groups = new Map<string, Pod[]>();
  for (const pod of new Set([...Object.keys(pods), ...Object.keys(associations)]) as Set<Pod>) {
    const { namespace } = splitPod(pod);
    const group = groups.get(namespace);
    if (group === undefined) groups.set(namespace, [pod]);
    else group.push(pod);
  }
  return groups;
}

/** Every namespace that is known, and the one that every cluster has its controllers in. */
export function namespacesOf({ namespaces, admission, pods, bindings, runners }: AccessModel): readonly string[] {
  const scoped = bindings.flatMap(({ scope }) => (scope === "cluster" ? [] : [scope.namespace]));
  const own = [...Object.keys(pods), ...Object.values(runners).map(({ defaultPod }) => defaultPod)];
  return [
    ...new Set([
      ...Object.keys(namespaces),
      ...Object.keys(admission),
      ...own.map((pod) => pod.split("/")[0] ?? ""),
      ...scoped,
      "kube-system",
    ]),
  ].sort();
}

/** The Secrets with the tokens of runners, by namespace and name: the releases that have them. */
export function tokenSecretsOf({ runners }: AccessModel): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(runners).flatMap(([release, { token, managerServiceAccount }]) =>
      token === "in values" ? [] : [[`${managerServiceAccount.split("/")[0] ?? ""}/${token.secret}`, release] as const],
    ),
  );
}
