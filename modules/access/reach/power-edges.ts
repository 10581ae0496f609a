import type { Power } from "../../kubernetes/powers";
import type { ModelPath, Pod } from "../model";
import type { Edge, Place } from "./graph";
import type { Guarded, GuardCut } from "./guard-cuts";

export const UNKNOWN: Place = { kind: "unknown", name: "" };
export const CLUSTER: Place = { kind: "cluster", name: "" };
export const ANY_NODE: Place = { kind: "nodes", name: "any" };

/** What decides where a permission leads. */
export interface Surrounding {
  readonly cut: GuardCut;
  /** Releases by the Secret with their token, `namespace/name`. */
  readonly tokenSecrets: ReadonlyMap<string, string>;
  readonly isKnown: (pod: Pod) => boolean;
  /** Whether EKS lets in by access entries alone. */
  readonly apiOnly: boolean;
}

/** Who has a permission, and where. */
export interface Having {
  readonly from: Place;
  readonly at: ModelPath;
  /** Who it is to the guards; left out: anybody. */
  readonly pod?: Pod;
  /** Left out: the whole cluster. */
  readonly namespace?: string;
  /** Whatever else one may do there. */
  readonly besides?: readonly Power[];
}

/** Where a permission of Kubernetes leads. */
export function powerEdges(power: Power, having: Having, surrounding: Surrounding): readonly Edge[] {
  return having.namespace === undefined
    ? clusterEdges(power, having, surrounding)
    : namespaceEdges(power, { ...having, namespace: having.namespace }, surrounding);
}

function clusterEdges({ id, how, names }: Power, { from, at }: Having, surrounding: Surrounding): readonly Edge[] {
  const edge = (to: Place, more: Partial<Edge> = {}): Edge => ({
    from,
    to,
    how: `may ${how} in the whole cluster`,
    at,
    ...namedOpen(names),
    ...more,
  });
  switch (id) {
    case "everything":
    case "users":
    case "bind":
    case "escalate":
    case "webhooks":
    case "certificates":
    case "apiservices":
      return [edge(CLUSTER)];
    case "admission":
      return [edge({ kind: "admission", name: "" })];
    case "validating webhooks":
      return [edge({ kind: "everywhere", name: SECRETS })];
    case "kubelet":
      return [edge(ANY_NODE)];
    case "aws-auth":
      return [edge(CLUSTER, awsAuth(surrounding))];
    case "volumes":
      return [edge(UNKNOWN, { open: "who starts a pod with it reads files of its node" })];
    case "accounts":
      return [edge({ kind: "annotations", name: "" }, { open: ACCOUNTS })];
    default:
      return [edge({ kind: "everywhere", name: how })];
  }
}

const SECRETS = "read Secrets, tokens and credentials of others among them";
const ACCOUNTS = "a role lets in whom it names: only one that others made could take another";

function namespaceEdges(
  power: Power,
  having: Having & { readonly namespace: string },
  surrounding: Surrounding,
): readonly Edge[] {
  const { id, how, names } = power;
  const { from, at, namespace, pod, besides = [] } = having;
  const edge = (to: Place, more: Partial<Edge> = {}): Edge => ({
    from,
    to,
    how: from.kind === "everywhere" ? `may do so in namespace ${namespace}` : `may ${how} in namespace ${namespace}`,
    at,
    ...more,
  });
  const cut = (what: Guarded): Partial<Edge> => {
    const by = surrounding.cut(what, namespace, pod);
    return by === undefined ? {} : { cut: by };
  };
  const there: Place = { kind: "namespace", name: namespace };
  const ownPods: Place = { kind: "own pods", name: namespace };
  switch (id) {
    case "everything":
    case "bind":
    case "escalate":
      return [edge({ kind: "everything", name: namespace })];
    case "start":
      return [edge(ownPods, cut("start")), ...beyondSecurity(edge, cut("start"), besides)];
    case "controllers":
      return [edge(ownPods, cut("controllers")), ...beyondSecurity(edge, cut("controllers"), besides)];
    case "exec":
      return [edge(there, { ...namedOpen(names), ...cut("connect") })];
    case "change":
      return [edge(there, { ...namedOpen(names), ...cut("change") })];
    case "tokens":
      return accounts(names, namespace, "pod", surrounding).map(([to, more]) => edge(to, { ...more, ...cut("token") }));
    case "token Secrets":
      return names.length > 0 ? [] : [edge(there, cut("token"))];
    case "impersonate":
      return accounts(names, namespace, "ServiceAccount", surrounding).map(([to, more]) => edge(to, more));
    case "secrets":
      return secretPlaces(names, namespace, surrounding).map(([to, more]) => edge(to, more));
    case "logs":
      return [edge({ kind: "logs", name: namespace }, namedOpen(names))];
    case "ports":
      return [edge({ kind: "ports", name: namespace }, { ...namedOpen(names), ...cut("connect") })];
    case "services":
      return [edge({ kind: "ports", name: namespace }, namedOpen(names))];
    case "namespaces":
      return names.length > 0 && !names.includes(namespace) ? [] : [edge({ kind: "Pod Security", name: namespace })];
    case "accounts":
      return [edge({ kind: "annotations", name: namespace }, { open: ACCOUNTS })];
    case "aws-auth":
      return namespace === "kube-system" && from.kind !== "everywhere" ? [edge(CLUSTER, awsAuth(surrounding))] : [];
    default:
      return [];
  }
}

/** Who starts pods and lifts their limits, or gives them paths of the node, is root there. */
function beyondSecurity(
  edge: (to: Place, more?: Partial<Edge>) => Edge,
  cut: Partial<Edge>,
  besides: readonly Power[],
): readonly Edge[] {
  const lifting = besides.find(({ id }) => id === "namespaces" || id === "volumes");
  return lifting === undefined ? [] : [edge(ANY_NODE, { how: `${edge(ANY_NODE).how}, and ${lifting.how}`, ...cut })];
}

/** All ServiceAccounts of a namespace, or those that are named. */
function accounts(
  names: readonly string[],
  namespace: string,
  as: "pod" | "ServiceAccount",
  { isKnown }: Surrounding,
): readonly (readonly [Place, Partial<Edge>])[] {
  if (names.length === 0) return [[{ kind: as === "pod" ? "namespace" : "ServiceAccounts", name: namespace }, {}]];
  return names.map((name) => {
    const pod: Pod = `${namespace}/${name}`;
    return isKnown(pod) ? [{ kind: as, name: pod }, {}] : [UNKNOWN, { open: `what ${pod} may do is not known` }];
  });
}

function secretPlaces(
  names: readonly string[],
  namespace: string,
  { tokenSecrets }: Surrounding,
): readonly (readonly [Place, Partial<Edge>])[] {
  if (names.length === 0) return [[{ kind: "Secrets", name: namespace }, {}]];
  return names.map((name) => {
    const release = tokenSecrets.get(`${namespace}/${name}`);
    return release === undefined
      ? [UNKNOWN, { open: `what Secret ${name} holds is not known` }]
      : [{ kind: "runner token", name: release }, {}];
  });
}

function awsAuth({ apiOnly }: Surrounding): Partial<Edge> {
  return apiOnly
    ? { cut: "the cluster lets in by access entries alone" }
    : { open: "whether the cluster still reads it is not known" };
}

function namedOpen(names: readonly string[]): Partial<Edge> {
  return names.length === 0 ? {} : { open: `only ${names.join(", ")}: what that is, is not known` };
}
