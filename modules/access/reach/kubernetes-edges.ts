import { boundRules } from "../../kubernetes/evaluate/bound-rules";
import type { BoundRules } from "../../kubernetes/evaluate/judge";
import { customGroups, everyPower, type Power, powersOf } from "../../kubernetes/powers";
import { MANAGER_RULES } from "../../kubernetes/manager-rules";
import { uncovered } from "../../kubernetes/rule-difference";
import type { AccessModel, Binding, ModelPath, Pod } from "../model";
import type { TrustDomains } from "../trust-domain";
import { entryBindings } from "./access-entries";
import type { Edge, Place } from "./graph";
import { exemptions, guardCuts } from "./guard-cuts";
import { tokenSecretsOf } from "./namespace-edges";
import { powerEdges, type Surrounding, UNKNOWN } from "./power-edges";

/** Somebody with permissions in Kubernetes. */
interface Subject {
  readonly place: Place;
  /** Left out: known to the API server by another name than that of a ServiceAccount. */
  readonly pod?: Pod;
  readonly held: readonly Held[];
}

/** A binding, and where in the model it is. */
export interface Held {
  readonly binding: Pick<Binding, "scope" | "grants">;
  readonly at: ModelPath;
}

/** What Kubernetes permissions lead to: those of bindings, and those that EKS gives to roles. */
export function kubernetesEdges(
  model: AccessModel,
  domains: TrustDomains,
  namespaces: readonly string[],
): readonly Edge[] {
  const surrounding: Surrounding = {
    cut: guardCuts(model),
    isKnown: (pod) => Object.hasOwn(model.pods, pod),
    tokenSecrets: tokenSecretsOf(model),
    apiOnly: Object.values(model.clusters).some(({ authenticationMode }) => authenticationMode === "API"),
  };
  const powers = powersByGrants();
  const exempt = exemptions(model);
  const subjects: readonly Subject[] = [...bySubject(model), ...entryBindings(model)];
  const own = subjects.flatMap((subject) => {
    const edges = subjectEdges(subject, powers, exempt, surrounding);
    return subject.pod !== undefined && isManager(subject.pod, subject.held, model, domains)
      ? edges.map((edge): Edge => ({ ...edge, meant: true }))
      : edges;
  });
  return [...own, ...expanded(own, namespaces, surrounding)];
}

/** Whether it is the manager of a runner, and has what a manager needs for its jobs and no more. */
function isManager(pod: Pod, held: readonly Held[], { runners }: AccessModel, domains: TrustDomains): boolean {
  return held.every(({ binding: { scope, grants } }) => {
    const release = scope === "cluster" ? undefined : domains.runnerOfJobs(scope.namespace);
    if (release === undefined || runners[release]?.managerServiceAccount !== pod || !("rules" in grants)) return false;
    return uncovered([{ scope, rules: grants.rules }], [{ scope, rules: MANAGER_RULES }]).length === 0;
  });
}

type PowersOf = (bound: readonly Binding["grants"][], scope: Binding["scope"]) => readonly Power[];

function subjectEdges(
  { place, pod, held }: Subject,
  powers: PowersOf,
  exempt: (pod: Pod) => readonly string[],
  surrounding: Surrounding,
): readonly Edge[] {
  const { wide, byNamespace } = scoped(held);
  const who = { from: place, ...(pod === undefined ? {} : { pod }) };
  const widePowers = powersIn(wide, [], "cluster", powers);
  const had = new Set(widePowers.map(({ id, names }) => JSON.stringify([id, names])));
  const everywhere = widePowers.flatMap((power) => {
    const at = wide[power.by]?.at ?? [];
    // Where a guard lets it do more than anybody, it goes there by itself.
    const here = pod === undefined ? [] : exempt(pod);
    return [undefined, ...here].flatMap((namespace) =>
      powerEdges(power, { ...who, at, ...(namespace === undefined ? {} : { namespace }) }, surrounding),
    );
  });
  const inEach = [...byNamespace].flatMap(([namespace, own]) => {
    const together = [...own, ...wide];
    const found = powersIn(own, wide, { namespace }, powers).filter(
      ({ id, names }) => !had.has(JSON.stringify([id, names])),
    );
    const besides = [...widePowers, ...found];
    return found.flatMap((power) =>
      powerEdges(power, { ...who, at: together[power.by]?.at ?? [], namespace, besides }, surrounding),
    );
  });
  return [...everywhere, ...inEach, ...held.flatMap((each) => openEdges(place, each))];
}

/** What is held in the whole cluster, and in each namespace. */
function scoped(held: readonly Held[]): {
  readonly wide: readonly Held[];
  readonly byNamespace: ReadonlyMap<string, readonly Held[]>;
} {
  const byNamespace = new Map<string, Held[]>();
  for (const each of held) {
    const { scope } = each.binding;
    if (scope === "cluster") continue;
    const group = byNamespace.get(scope.namespace);
    if (group === undefined) byNamespace.set(scope.namespace, [each]);
    else group.push(each);
  }
  return { wide: held.filter(({ binding }) => binding.scope === "cluster"), byNamespace };
}

function powersIn(own: readonly Held[], wide: readonly Held[], scope: Binding["scope"], powers: PowersOf) {
  return powers(
    [...own, ...wide].map(({ binding }) => binding.grants),
    scope,
  );
}

/** Most bindings give the same as many others. */
function powersByGrants(): PowersOf {
  const known = new Map<string, readonly Power[]>();
  return (grants, scope) => {
    if (grants.length === 0) return [];
    // Where it is does not matter, but whether it is somewhere.
    const namespace = scope === "cluster" ? undefined : SOMEWHERE;
    const key = JSON.stringify([namespace, grants]);
    const found =
      known.get(key) ??
      powersOf(
        grants.map((each) => boundRules({ scope: namespace === undefined ? "cluster" : { namespace }, grants: each })),
        namespace,
      );
    known.set(key, found);
    return found;
  };
}

const SOMEWHERE = "somewhere";

/** What cannot be told: roles that others made, and custom resources. */
function openEdges(from: Place, { binding, at }: Held): readonly Edge[] {
  const bound: BoundRules = boundRules(binding);
  const where = binding.scope === "cluster" ? "in the whole cluster" : `in namespace ${binding.scope.namespace}`;
  const edge = (how: string, open: string): Edge => ({ from, to: UNKNOWN, how, at, open });
  if ("unknown" in bound.rules) return [edge(`may do what ${bound.source} allows`, bound.rules.unknown)];
  const groups = customGroups(bound);
  const added = bound.aggregates !== undefined && /edit|admin/.test(bound.aggregates);
  return [
    ...(groups.length === 0
      ? []
      : [edge(`may write ${groups.join(", ")} ${where}`, "what their controllers do with it is not known")]),
    ...(added
      ? [
          edge(
            `may write custom resources ${where}, where other ClusterRoles add them to ${bound.source}`,
            "what their controllers do with it is not known",
          ),
        ]
      : []),
  ];
}

/** From whatever RBAC has, in the whole cluster or in a namespace, to what that is in each namespace. */
function expanded(edges: readonly Edge[], namespaces: readonly string[], surrounding: Surrounding): readonly Edge[] {
  const named = (all: readonly Edge[], kind: Place["kind"]) =>
    new Set(all.flatMap(({ to }) => (to.kind === kind ? [to.name] : [])));
  const everywhere = named(edges, "everywhere");
  const wide = everyPower()
    .filter(({ how }) => everywhere.has(how))
    .flatMap((power) => {
      const from: Place = { kind: "everywhere", name: power.how };
      return namespaces.flatMap((namespace) => powerEdges(power, { from, at: [], namespace }, surrounding));
    });
  const everything = [...named([...edges, ...wide], "everything")].flatMap((namespace) =>
    everyPower()
      .filter(({ id }) => id !== "bind" && id !== "escalate")
      .flatMap((power) =>
        powerEdges(
          power,
          { from: { kind: "everything", name: namespace }, at: [], namespace, besides: everyPower() },
          surrounding,
        ),
      ),
  );
  return [...wide, ...everything];
}

function bySubject({ bindings }: AccessModel): readonly Subject[] {
  const groups = new Map<Pod, Held[]>();
  bindings.forEach((binding, index) => {
    const held = { binding, at: ["bindings", index] };
    const group = groups.get(binding.subject);
    if (group === undefined) groups.set(binding.subject, [held]);
    else group.push(held);
  });
  return [...groups].map(([pod, held]) => ({ place: { kind: "ServiceAccount", name: pod }, pod, held }));
}
