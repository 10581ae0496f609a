import type { ManagedPolicies } from "../../iam/managed-policies";
import type { AccessModel, Binding, Pod, RoleName, OidcProviderAccess } from "../model";
import { bucketChanges } from "./bucket-changes";
import { type Change, inOrder, type Subject, textChange } from "./change";
import { clusterChanges } from "./cluster-changes";
import { guardChanges } from "./guard-changes";
import { networkChanges } from "./network-changes";
import { type Path, paths } from "./paths";
import { podChanges } from "./pod-changes";
import { roleChanges } from "./role-changes";
import { runnerChanges } from "./runner-changes";

/** What is known besides the two models. */
export interface Circumstances {
  readonly managedPolicies: ManagedPolicies;
  /** New names of roles that are the same resource under another name, by the old ones. */
  readonly renamed?: ReadonlyMap<RoleName, RoleName>;
}

/**
 * What changes from one model to another in who may do what: by what is allowed, not by how it is written. What neither
 * model could read is not in it.
 */
export function changes(
  before: AccessModel,
  after: AccessModel,
  { managedPolicies, renamed = new Map() }: Circumstances,
): readonly Change[] {
  const [oldBindings, newBindings] = [bySubject(before.bindings), bySubject(after.bindings)];
  const pods = keys(before.pods, after.pods, before.associations, after.associations) as readonly Pod[];
  const bound = [...oldBindings.keys(), ...newBindings.keys()];
  return inOrder([
    ...roles(before, after, managedPolicies, renamed),
    ...[...new Set([...pods, ...bound])].flatMap((pod) =>
      podChanges(pod, podAccess(before, oldBindings, pod), podAccess(after, newBindings, pod)),
    ),
    ...keys(before.runners, after.runners).flatMap((name) =>
      runnerChanges(name, before.runners[name], after.runners[name]),
    ),
    ...keys(before.namespaces, after.namespaces, before.admission, after.admission).flatMap((namespace) =>
      guardChanges(namespace, before, after),
    ),
    ...keys(before.buckets, after.buckets).flatMap((name) =>
      bucketChanges(name, before.buckets[name], after.buckets[name]),
    ),
    ...providers(before, after),
    ...networkChanges(before, after),
    ...cluster(before, after),
    ...keys(before.clusters, after.clusters).flatMap((name) => clusterChanges(name, before, after)),
    ...pathChanges(before, after, renamed, managedPolicies),
  ]);
}

function roles(
  before: AccessModel,
  after: AccessModel,
  managedPolicies: ManagedPolicies,
  renamed: ReadonlyMap<RoleName, RoleName>,
): readonly Change[] {
  const oldNames = new Map([...renamed].map(([old, now]) => [now, old]));
  return keys(before.roles, after.roles).flatMap((name): readonly Change[] => {
    // Told under its new name.
    if (renamed.has(name)) return [];
    const old = oldNames.get(name);
    const subject: Subject = { kind: "role", name };
    const compared = roleChanges(subject, before.roles[old ?? name], after.roles[name], managedPolicies);
    return old === undefined
      ? compared
      : [textChange(subject, "changed", `is made in place of role ${old}`), ...compared];
  });
}

function podAccess(model: AccessModel, bindings: ReadonlyMap<Pod, readonly Binding[]>, pod: Pod) {
  const { [pod]: account } = model.pods;
  const { [pod]: role } = model.associations;
  return {
    ...(account === undefined ? {} : { account }),
    ...(role === undefined ? {} : { role }),
    bindings: bindings.get(pod) ?? [],
  };
}

function bySubject(bindings: readonly Binding[]): ReadonlyMap<Pod, readonly Binding[]> {
  const groups = new Map<Pod, Binding[]>();
  for (const binding of bindings) {
    const group = groups.get(binding.subject);
    if (group === undefined) groups.set(binding.subject, [binding]);
    else group.push(binding);
  }
  return groups;
}

/** Whose tokens AWS takes. */
function providers({ oidcProviders: before }: AccessModel, { oidcProviders: after }: AccessModel): readonly Change[] {
  return keys(before, after).flatMap((issuer): readonly Change[] => {
    const subject: Subject = { kind: "OIDC provider", name: issuer };
    const [old, now] = [before[issuer], after[issuer]];
    if (now === undefined) return [textChange(subject, "lost", "is gone: AWS takes none of its tokens")];
    return audienceChanges(subject, old?.audiences, now.audiences);
  });
}

function audienceChanges(
  subject: Subject,
  old: OidcProviderAccess["audiences"] | undefined,
  now: OidcProviderAccess["audiences"],
): readonly Change[] {
  const same = old !== undefined && JSON.stringify(old) === JSON.stringify(now);
  if ("unknown" in now || (old !== undefined && "unknown" in old)) {
    return same ? [] : [textChange(subject, "unknown", "has audiences that cannot be told")];
  }
  if (old === undefined) {
    return [textChange(subject, "gained", `is new: AWS takes its tokens for ${now.value.join(", ")}`)];
  }
  return [
    ...now.value
      .filter((audience) => !old.value.includes(audience))
      .map((audience) => textChange(subject, "widened", `has its tokens taken for ${audience}, too`)),
    ...old.value
      .filter((audience) => !now.value.includes(audience))
      .map((audience) => textChange(subject, "narrowed", `no longer has its tokens taken for ${audience}`)),
  ];
}

function cluster(before: AccessModel, after: AccessModel): readonly Change[] {
  const subject: Subject = { kind: "cluster", name: after.cluster ?? before.cluster ?? "(not known)" };
  const [old, now] = [before.podIdentityAgent, after.podIdentityAgent];
  return [
    ...(before.cluster !== undefined && after.cluster !== undefined && before.cluster !== after.cluster
      ? [textChange(subject, "changed", `is meant, no longer ${before.cluster}`)]
      : []),
    ...("value" in old && !("value" in now)
      ? [textChange(subject, "changed", "no longer has the add-on of pod identity made: pods get no roles without it")]
      : []),
    ...before.fargateNamespaces
      .filter((namespace) => !after.fargateNamespaces.includes(namespace))
      .map((namespace) => textChange(subject, "changed", `no longer runs the pods of ${namespace} on Fargate`)),
    ...after.fargateNamespaces
      .filter((namespace) => !before.fargateNamespaces.includes(namespace))
      .map((namespace) => textChange(subject, "changed", `runs the pods of ${namespace} on Fargate`)),
  ];
}

/**
 * Paths that are there on one side only. One that leads to somebody who is new with it is how that somebody is made, and
 * told so; one that led to somebody who goes ends with them.
 */
function pathChanges(
  before: AccessModel,
  after: AccessModel,
  renamed: ReadonlyMap<RoleName, RoleName>,
  managedPolicies: ManagedPolicies,
): readonly Change[] {
  const keyOf = ({ from, to, how }: Path) => JSON.stringify([from, to, how]);
  const [old, now] = [paths(before, managedPolicies), paths(after, managedPolicies)];
  const [oldKeys, newKeys] = [new Set(old.map(keyOf)), new Set(now.map(keyOf))];
  const oldNames = new Map([...renamed].map(([was, is]) => [is, was]));
  const isSame = (path: Path) => {
    const was = path.to?.kind === "role" ? oldNames.get(path.to.name) : undefined;
    return was !== undefined && old.some(({ from, to }) => from.name === path.from.name && to?.name === was);
  };
  const isNew = ({ to }: Path) =>
    to !== undefined && has(after, to) && !has(before, { ...to, name: oldNames.get(to.name) ?? to.name });
  const isGone = (subject: Subject | undefined) =>
    subject !== undefined && has(before, subject) && !has(after, subject);
  return [
    ...now
      .filter((path) => !oldKeys.has(keyOf(path)) && !isNew(path) && !isSame(path))
      .map(({ from, how }) => textChange(from, "opened", how)),
    ...old
      .filter((path) => !newKeys.has(keyOf(path)) && !isGone(path.from) && !isGone(path.to))
      .map(({ from, how }) =>
        textChange(from, "closed", how.replace(/^may\b/, "may no longer").replace(/^(lets|has)\b/, "no longer $1")),
      ),
  ];
}

function has(model: AccessModel, { kind, name }: Subject): boolean {
  const records: Partial<Record<Subject["kind"], Readonly<Record<string, unknown>>>> = {
    role: model.roles,
    pod: model.pods,
    runner: model.runners,
  };
  return Object.hasOwn(records[kind] ?? {}, name);
}

function keys(...records: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return [...new Set(records.flatMap((each) => Object.keys(each)))];
}
