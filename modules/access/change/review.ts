import { createHash } from "node:crypto";
import type { ManagedPolicies } from "../../iam/managed-policies";
import { fromTerraform, isWithoutAccess } from "../from-terraform";
import { roleNames } from "../interpret-roles";
import type { AccessModel, Pod } from "../model";
import type { Plan, PlannedAction } from "../plan";
import type { Resource, Surroundings } from "../resource";
import type { State } from "../state";
import { type Change, inOrder, textChange } from "./change";
import { changes } from "./changes";
import { holdsData } from "./data";
import { masking } from "./mask";
import { uninterpretedChanges } from "./uninterpreted";

/** What plans change in who may do what. */
export interface Review {
  readonly changes: readonly Change[];
  /** What was done by hand since the last apply, which the plans leave or take back. */
  readonly byHand: readonly Change[];
  /** Pods by the role that they get, then or before. */
  readonly holders: Readonly<Record<string, readonly Pod[]>>;
  /** Resources that are not interpreted, and that the plans leave as they are. */
  readonly unread: readonly string[];
  /** Values that are known only after apply, and were taken for what they refer to. */
  readonly assumed: readonly string[];
  /** As GitLab counts: a replacement is made and deleted. */
  readonly counts: { readonly create: number; readonly update: number; readonly delete: number };
  /** Of everything that was found: another finding, another digest. */
  readonly digest: string;
}

/**
 * Reviews plans of several stacks as one.
 *
 * @param base states to compare with, instead of what the plans themselves say of what is there
 */
export function reviewPlans(plans: readonly Plan[], base: readonly State[], managedPolicies: ManagedPolicies): Review {
  const surroundings = together(plans.length > 0 ? plans : base);
  const model = (resources: readonly Resource[]) => fromTerraform(resources, surroundings);
  const old = base.length > 0 ? base.flatMap(({ resources }) => resources) : plans.flatMap(({ before }) => before);
  const now = plans.flatMap(({ after }) => after);
  const [before, after] = [model(old), model(now)];
  const actions = plans.flatMap((plan) => plan.actions);
  const unread = new Set([...before.unread, ...after.unread]);
  const changed = new Set(actions.map(({ address }) => address));
  const mask = masking([...plans, ...base].flatMap(({ secrets }) => secrets));
  const found = inOrder([
    ...changes(before, after, { managedPolicies, renamed: renamedRoles(old, now) }),
    ...actions.flatMap((action) => [...notInterpreted(action, unread), ...lossOf(action)]),
    ...besides(old, now, changed),
    ...plans.filter(({ complete }) => !complete).map(() => INCOMPLETE),
  ]);
  const review = mask({
    changes: found,
    byHand: base.length > 0 ? [] : byHand(plans, before, model, managedPolicies),
    holders: holdersOf(before, after),
    unread: after.unread.filter((address) => !changed.has(address)),
    assumed: plans.flatMap(({ assumed }) => assumed).sort(),
  });
  return { ...review, counts: countsOf(actions), digest: digestOf(review, actions, unread) };
}

const INCOMPLETE = textChange(
  { kind: "resource", name: "(others)" },
  "unknown",
  "are not in the plan, which is of targets only or puts something off",
);

/** What several sources tell of their account and region, where they agree. */
export function together(sources: readonly { readonly surroundings: Surroundings }[]): Surroundings {
  const only = (values: readonly (string | undefined)[]) => {
    const [one, ...others] = new Set(values.filter((value) => value !== undefined));
    return others.length === 0 ? one : undefined;
  };
  const account = only(sources.map(({ surroundings }) => surroundings.account));
  const region = only(sources.map(({ surroundings }) => surroundings.region));
  return { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) };
}

/** What was done by hand: most of what terraform finds changed means the same. */
function byHand(
  plans: readonly Plan[],
  before: AccessModel,
  model: (resources: readonly Resource[]) => AccessModel,
  managedPolicies: ManagedPolicies,
): readonly Change[] {
  if (plans.every((plan) => plan.recorded === plan.before)) return [];
  return changes(model(plans.flatMap(({ recorded }) => recorded)), before, { managedPolicies });
}

/** Roles that are one resource under two names. */
function renamedRoles(before: readonly Resource[], after: readonly Resource[]): ReadonlyMap<string, string> {
  const [old, now] = [roleNames(before), roleNames(after)];
  const [taken, left] = [new Set(old.values()), new Set(now.values())];
  return new Map(
    [...old].flatMap(([address, was]) => {
      const is = now.get(address);
      return is === undefined || is === was || taken.has(is) || left.has(was) ? [] : [[was, is] as const];
    }),
  );
}

function notInterpreted({ address, type, action }: PlannedAction, unread: ReadonlySet<string>): readonly Change[] {
  if (!unread.has(address) || isWithoutAccess(type)) return [];
  return [textChange({ kind: "resource", name: address }, "unknown", `${DONE[action]}, and not wholly interpreted`)];
}

/** What changes of resources that are interpreted, and is no part of the model. */
function besides(
  before: readonly Resource[],
  after: readonly Resource[],
  changed: ReadonlySet<string>,
): readonly Change[] {
  const old = new Map(before.filter(({ address }) => changed.has(address)).map((each) => [each.address, each]));
  return after
    .filter(({ address }) => changed.has(address))
    .flatMap((resource): readonly Change[] => {
      const names = uninterpretedChanges(old.get(resource.address), resource);
      const text = `is changed in what is not interpreted: ${names.join(", ")}`;
      return names.length === 0 ? [] : [textChange({ kind: "resource", name: resource.address }, "unknown", text)];
    });
}

function lossOf({ address, type, action }: PlannedAction): readonly Change[] {
  const subject = { kind: "resource", name: address } as const;
  if (action === "forget") {
    return [textChange(subject, "changed", "stays as it is, and is no longer managed by terraform")];
  }
  if (!holdsData(type)) return [];
  if (action === "delete") return [textChange(subject, "destroyed", "is destroyed, with the data in it")];
  return action === "replace" ? [textChange(subject, "replaced", "is replaced: the data in it does not move")] : [];
}

const DONE: Readonly<Record<PlannedAction["action"], string>> = {
  create: "is made",
  update: "is changed",
  delete: "is destroyed",
  replace: "is replaced",
  forget: "is no longer managed",
};

export function holdersOf(before: AccessModel, after: AccessModel): Review["holders"] {
  const holders = new Map<string, Set<Pod>>();
  const add = (role: string, pod: Pod) => {
    const pods = holders.get(role) ?? new Set<Pod>();
    holders.set(role, pods.add(pod));
  };
  for (const { associations, pods } of [before, after]) {
    for (const [pod, role] of Object.entries(associations) as [Pod, string][]) add(role, pod);
    for (const [pod, { roleArn }] of Object.entries(pods) as [Pod, AccessModel["pods"][Pod]][]) {
      const role = roleArn?.split("/").at(-1);
      if (role !== undefined) add(role, pod);
    }
  }
  return Object.fromEntries([...holders].map(([role, pods]) => [role, [...pods].sort()]));
}

function countsOf(actions: readonly PlannedAction[]): Review["counts"] {
  const of = (...kinds: readonly PlannedAction["action"][]) =>
    actions.filter(({ action }) => kinds.includes(action)).length;
  return { create: of("create", "replace"), update: of("update"), delete: of("delete", "replace") };
}

/** What is not interpreted is part of it by its values: whoever approves has seen them elsewhere. */
function digestOf(
  { changes: found, byHand: done }: Pick<Review, "changes" | "byHand">,
  actions: readonly PlannedAction[],
  unread: ReadonlySet<string>,
): string {
  const hidden = actions
    .filter(({ address }) => unread.has(address))
    .map(({ address, fingerprint }) => [address, fingerprint])
    .sort();
  return createHash("sha256")
    .update(JSON.stringify([1, found, done, hidden]))
    .digest("hex")
    .slice(0, DIGEST_LENGTH);
}

/** Hexadecimal digits: enough that nobody finds two reviews of one digest. */
const DIGEST_LENGTH = 40;
