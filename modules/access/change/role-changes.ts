import { policyDifference, type Region } from "../../iam/difference/difference";
import type { ManagedPolicies } from "../../iam/managed-policies";
import type { Statement } from "../../iam/policy";
import type { Known, RoleAccess } from "../model";
import { type Change, type Effect, type Subject, textChange } from "./change";
import { escalationBy } from "./escalation";

/** What changes for a role: what it may do, and who may be it. Undefined stands for a role that is not there. */
export function roleChanges(
  subject: Subject,
  before: RoleAccess | undefined,
  after: RoleAccess | undefined,
  managedPolicies: ManagedPolicies,
): readonly Change[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [
    ...(before === undefined ? [textChange(subject, "gained", "is new")] : []),
    ...(after === undefined ? [textChange(subject, "lost", "is gone")] : []),
    ...permissionChanges(subject, before, after, managedPolicies),
    ...trustChanges(subject, before, after),
    ...(before === undefined || after === undefined ? [] : boundaryChanges(subject, before, after)),
  ];
}

interface Side {
  readonly own: readonly Statement[];
  readonly managed: readonly string[];
  /** Why not all is known. */
  readonly open: readonly string[];
}

function sideOf(role: RoleAccess | undefined): Side {
  if (role === undefined) return { own: [], managed: [], open: [] };
  const { statements, managedPolicies, atLeast } = role;
  return {
    own: "value" in statements ? statements.value : (atLeast?.statements ?? []),
    managed: "value" in managedPolicies ? managedPolicies.value : (atLeast?.managedPolicies ?? []),
    open: atLeast?.open ?? [statements, managedPolicies].flatMap((part) => ("unknown" in part ? part.unknown : [])),
  };
}

function permissionChanges(
  subject: Subject,
  oldRole: RoleAccess | undefined,
  newRole: RoleAccess | undefined,
  managedPolicies: ManagedPolicies,
): readonly Change[] {
  const [before, after] = [sideOf(oldRole), sideOf(newRole)];
  const textOf = (arn: string) => managedPolicies(arn)?.statements;
  const all = ({ own, managed }: Side) => [...own, ...managed.flatMap((arn) => textOf(arn) ?? [])];
  const [old, now] = [all(before), all(after)];
  const gained = policyDifference(old, after.own);
  const lost = policyDifference(before.own, now);
  const may = ({ statement, except }: Region, effects: readonly [whole: Effect, part: Effect]): Change => ({
    subject,
    effect: except.some(({ Effect }) => Effect === statement.Effect) ? effects[1] : effects[0],
    what: { kind: "permission", statement, except },
  });
  const attached = (arn: string, added: boolean): readonly Change[] => {
    const text = textOf(arn);
    const regions =
      text === undefined
        ? undefined
        : added
          ? policyDifference(old, text).allowed.gained
          : policyDifference(text, now).allowed.lost;
    // Its text says nothing that others did not, or do not still say.
    if (regions?.length === 0) return [];
    const what = { kind: "policy", arn, textKnown: text !== undefined } as const;
    const escalations = added ? (regions ?? []).flatMap((region) => escalationBy(region, now) ?? []) : [];
    return [
      { subject, effect: added ? "gained" : "lost", what },
      ...firstEscalation(subject, escalations),
      ...(added && text === undefined
        ? [textChange(subject, "unknown", `may more than can be told: the text of ${arn} is not known here`)]
        : []),
    ];
  };
  return [
    ...gained.allowed.gained.map((region) => may(region, ["gained", "widened"])),
    ...gained.allowed.gained.flatMap((region) => firstEscalation(subject, [escalationBy(region, now)])),
    ...gained.denied.gained.map((region) => may(region, ["lost", "narrowed"])),
    ...lost.allowed.lost.map((region) => may(region, ["lost", "narrowed"])),
    ...lost.denied.lost.map((region) => may(region, ["gained", "widened"])),
    ...added(before.managed, after.managed).flatMap((arn) => attached(arn, true)),
    ...added(after.managed, before.managed).flatMap((arn) => attached(arn, false)),
    ...added(before.open, after.open).map((why) => textChange(subject, "unknown", `may more than can be told: ${why}`)),
    ...added(after.open, before.open).map((why) => textChange(subject, "unknown", `had more than can be told: ${why}`)),
  ];
}

function firstEscalation(subject: Subject, [first]: readonly (string | undefined)[]): readonly Change[] {
  return first === undefined ? [] : [textChange(subject, "opened", first)];
}

/** Who may newly be an existing role has a path opened to it; whom a new role lets in is how it is made. */
function trustChanges(
  subject: Subject,
  before: RoleAccess | undefined,
  after: RoleAccess | undefined,
): readonly Change[] {
  const [old, now] = [trustOf(before), trustOf(after)];
  const { allowed, denied } = policyDifference(old.value, now.value, "resource");
  const changes = (regions: readonly Region[], effect: Effect) =>
    regions.map(({ statement, except }): Change => ({ subject, effect, what: { kind: "trust", statement, except } }));
  const isNew = before === undefined;
  const isGone = after === undefined;
  return [
    ...changes(allowed.gained.filter(letsAnybodyIn), "opened"),
    ...changes(
      allowed.gained.filter((region) => !letsAnybodyIn(region)),
      isNew ? "gained" : "opened",
    ),
    ...changes(allowed.lost, isGone ? "lost" : "closed"),
    ...changes(denied.lost, "opened"),
    ...changes(denied.gained, "closed"),
    ...(now.open !== undefined && now.open !== old.open
      ? [textChange(subject, "unknown", `may be anybody's: its trust policy cannot be told: ${now.open}`)]
      : []),
    ...(old.open !== undefined && now.open === undefined && !isGone
      ? [textChange(subject, "unknown", `was trusted for more than can be told: ${old.open}`)]
      : []),
  ];
}

function letsAnybodyIn({ statement: { Effect, Principal, NotPrincipal } }: Region): boolean {
  const anybody = Principal === "*" || (typeof Principal === "object" && Principal.AWS?.includes("*") === true);
  return Effect === "Allow" && (anybody || NotPrincipal !== undefined);
}

function trustOf(role: RoleAccess | undefined): { readonly value: readonly Statement[]; readonly open?: string } {
  if (role === undefined) return { value: [] };
  return "value" in role.trust ? { value: role.trust.value } : { value: [], open: role.trust.unknown };
}

function boundaryChanges(subject: Subject, before: RoleAccess, after: RoleAccess): readonly Change[] {
  const [old, now] = [boundaryText(before.permissionsBoundary), boundaryText(after.permissionsBoundary)];
  const exclusive = ({ exclusive }: RoleAccess) => "value" in exclusive && exclusive.value;
  return [
    ...(old === now
      ? []
      : now === undefined
        ? [textChange(subject, "opened", `is no longer bounded by ${old ?? ""}`)]
        : old === undefined
          ? [textChange(subject, "narrowed", `is bounded by ${now}`)]
          : [textChange(subject, "unknown", `is bounded by ${now} in place of ${old}`)]),
    ...(exclusive(before) && !exclusive(after)
      ? [textChange(subject, "widened", "keeps policies that are added by hand: they are no longer taken away")]
      : []),
    ...(!exclusive(before) && exclusive(after)
      ? [textChange(subject, "narrowed", "loses policies that are added by hand")]
      : []),
  ];
}

function boundaryText(boundary: Known<string> | undefined): string | undefined {
  if (boundary === undefined) return undefined;
  return "value" in boundary ? boundary.value : `what cannot be told (${boundary.unknown})`;
}

function added(before: readonly string[], after: readonly string[]): readonly string[] {
  return after.filter((item) => !before.includes(item));
}
