import type { AccessModel, Known } from "../access/model";
import type { ModelCheck, Observation } from "./rule";

export const policyUnknown: ModelCheck = {
  id: "policy-unknown",
  of: "model",
  what: "It can be told what the policies of each role and each bucket say.",
  why: "A policy that cannot be read may allow anything, and none of the checks has judged it.",
  fix: "Write it of elements that IAM has, and of values that are known before they are applied.",
  example: ["# aws_iam_role_policy", "policy: ${data.aws_iam_policy_document.made_elsewhere.json}"].join("\n"),
  acceptable: true,
  judge,
};

function judge({ roles, buckets }: AccessModel): readonly Observation[] {
  const found = (known: Known<unknown> | undefined, at: Observation["at"], what: string): readonly Observation[] => {
    if (known === undefined || !("unknown" in known)) return [];
    const message = `got ${known.unknown}: ${what} cannot be told`;
    return [{ at, severity: "warning", about: what, message, fix: "write it of elements and values that are known" }];
  };
  return [
    ...Object.entries(roles).flatMap(([role, { statements, managedPolicies, permissionsBoundary }]) => [
      ...found(statements, ["roles", role, "statements"], `what role ${role} may do`),
      ...found(managedPolicies, ["roles", role, "managedPolicies"], `which policies role ${role} has`),
      ...found(permissionsBoundary, ["roles", role, "permissionsBoundary"], `what bounds role ${role}`),
    ]),
    ...Object.entries(buckets).flatMap(([bucket, { policy }]) =>
      found(policy, ["buckets", bucket, "policy"], `who reaches bucket ${bucket} by its policy`),
    ),
  ];
}
