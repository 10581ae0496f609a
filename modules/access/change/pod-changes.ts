import { boundRules } from "../../kubernetes/evaluate/bound-rules";
import { rulesMeet, type ScopedRules, uncovered } from "../../kubernetes/rule-difference";
import { NOT_KNOWN } from "../interpret-kubernetes";
import type { Binding, Pod, RoleName, ServiceAccountAccess } from "../model";
import { type Change, type Subject, textChange } from "./change";

/** What is said of a ServiceAccount and its pods. */
export interface PodAccess {
  readonly account?: ServiceAccountAccess;
  /** By pod identity. */
  readonly role?: RoleName;
  readonly bindings: readonly Binding[];
}

/** What changes for the pods of a ServiceAccount. */
export function podChanges(pod: Pod, before: PodAccess, after: PodAccess): readonly Change[] {
  const subject: Subject = { kind: "pod", name: pod };
  return [
    ...(before.account === undefined && after.account !== undefined ? [textChange(subject, "gained", "is new")] : []),
    ...(before.account !== undefined && after.account === undefined ? [textChange(subject, "lost", "is gone")] : []),
    ...roleOfPod(subject, before, after),
    ...annotatedRole(subject, before.account?.roleArn, after.account?.roleArn),
    ...(before.account?.automountToken === false && after.account?.automountToken === true
      ? [textChange(subject, "widened", "gets a Kubernetes token unasked")]
      : []),
    ...(before.account?.automountToken === true && after.account?.automountToken === false
      ? [textChange(subject, "narrowed", "gets no Kubernetes token unasked")]
      : []),
    ...bindingChanges(subject, before.bindings, after.bindings),
  ];
}

function roleOfPod(subject: Subject, before: PodAccess, after: PodAccess): readonly Change[] {
  if (before.role === after.role) return [];
  return [
    ...(after.role === undefined ? [] : [textChange(subject, "gained", `gets the role ${after.role}`)]),
    ...(before.role === undefined ? [] : [textChange(subject, "lost", `no longer gets the role ${before.role}`)]),
  ];
}

function annotatedRole(subject: Subject, before: string | undefined, after: string | undefined): readonly Change[] {
  if (before === after) return [];
  if (after === NOT_KNOWN) {
    return [textChange(subject, "unknown", "names a role in its annotation that is not known")];
  }
  return [
    ...(after === undefined ? [] : [textChange(subject, "gained", `names the role ${after} in its annotation`)]),
    ...(before === undefined ? [] : [textChange(subject, "lost", `no longer names the role ${before}`)]),
  ];
}

function bindingChanges(subject: Subject, before: readonly Binding[], after: readonly Binding[]): readonly Change[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [
    ...beyond(before, after).map(({ what, met }): Change => ({ subject, effect: met ? "widened" : "gained", what })),
    ...beyond(before, after).flatMap(({ what }) =>
      what.kind === "clusterRole" && !what.textKnown
        ? [
            textChange(
              subject,
              "unknown",
              `may more than can be told: the rules of ClusterRole ${what.name} are not known here`,
            ),
          ]
        : [],
    ),
    ...beyond(after, before).map(({ what, met }): Change => ({ subject, effect: met ? "narrowed" : "lost", what })),
  ];
}

interface Beyond {
  readonly what: Change["what"];
  /** Whether some of it was there, or stays. */
  readonly met: boolean;
}

/** What of some bindings others do not give. A ClusterRole that is bound as it was gives what it gave. */
function beyond(others: readonly Binding[], own: readonly Binding[]): readonly Beyond[] {
  const rules = others.flatMap(rulesOf);
  const met = (given: ScopedRules) => rules.some((other) => rulesMeet(other, given));
  const named = own.flatMap(({ scope, grants }): readonly Beyond[] => {
    if (!("clusterRole" in grants)) return [];
    const { clusterRole: name } = grants;
    if (others.some((other) => isBound(other, name, scope))) return [];
    const given = rulesOf({ scope, grants });
    const textKnown = given.length > 0;
    if (textKnown && uncovered(given, rules).length === 0) return [];
    return [{ what: { kind: "clusterRole", scope, name, textKnown }, met: given.some(met) }];
  });
  const ownRules = own.flatMap(({ scope, grants }) => ("rules" in grants ? [{ scope, rules: grants.rules }] : []));
  return [
    ...named,
    ...uncovered(ownRules, rules).map((given): Beyond => ({ what: { kind: "rules", ...given }, met: met(given) })),
  ];
}

function isBound({ scope, grants }: Binding, name: string, wanted: Binding["scope"]): boolean {
  if (!("clusterRole" in grants) || grants.clusterRole !== name) return false;
  return scope === "cluster" || (wanted !== "cluster" && scope.namespace === wanted.namespace);
}

/** The rules of a binding, as far as they are known. */
function rulesOf(binding: Pick<Binding, "scope" | "grants">): readonly ScopedRules[] {
  const { scope, rules } = boundRules(binding);
  return "unknown" in rules ? [] : [{ scope, rules }];
}
