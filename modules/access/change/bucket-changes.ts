import { policyDifference } from "../../iam/difference/difference";
import type { BucketAccess } from "../model";
import { type Change, type Subject, textChange } from "./change";

/** What changes in who reaches a bucket by its own settings, and in how it is kept. */
export function bucketChanges(
  name: string,
  before: BucketAccess | undefined,
  after: BucketAccess | undefined,
): readonly Change[] {
  const subject: Subject = { kind: "bucket", name };
  if (before === undefined) return after === undefined ? [] : [textChange(subject, "gained", "is new")];
  // That it goes, with what is in it, is said of the resource.
  if (after === undefined) return [];
  return [
    ...switched(subject, before.publicAccessBlocked, after.publicAccessBlocked, [
      "no longer blocks public access",
      "blocks public access",
    ]),
    ...switched(subject, before.ownerEnforced, after.ownerEnforced, [
      "takes access lists of objects again",
      "takes no access lists of objects",
    ]),
    ...(before.encryption === after.encryption
      ? []
      : [textChange(subject, "changed", `is encrypted by ${after.encryption}, no longer by ${before.encryption}`)]),
    ...(before.versioning === after.versioning
      ? []
      : [textChange(subject, "changed", `has versioning ${after.versioning}, no longer ${before.versioning}`)]),
    ...policyChanges(subject, before.policy, after.policy),
  ];
}

function policyChanges(
  subject: Subject,
  before: BucketAccess["policy"],
  after: BucketAccess["policy"],
): readonly Change[] {
  if ("unknown" in after) {
    const same = "unknown" in before && before.unknown === after.unknown;
    return same ? [] : [textChange(subject, "unknown", `has a policy that cannot be told: ${after.unknown}`)];
  }
  if ("unknown" in before) {
    return [textChange(subject, "unknown", `had a policy that cannot be told: ${before.unknown}`)];
  }
  const { allowed, denied } = policyDifference(before.value, after.value, "resource");
  return [
    ...[...allowed.gained, ...denied.lost].map(({ statement, except }): Change => ({
      subject,
      effect: "opened",
      what: { kind: "permission", statement, except },
    })),
    ...[...allowed.lost, ...denied.gained].map(({ statement, except }): Change => ({
      subject,
      effect: "closed",
      what: { kind: "permission", statement, except },
    })),
  ];
}

function switched(
  subject: Subject,
  before: boolean,
  after: boolean,
  [off, on]: readonly [off: string, on: string],
): readonly Change[] {
  if (before === after) return [];
  return [after ? textChange(subject, "closed", on) : textChange(subject, "opened", off)];
}
