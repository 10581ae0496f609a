import { identityPolicies } from "../iam/identity-policies";
import { LIMITS } from "../iam/limits";
import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem, warning } from "../platform/problem";
import { awsGrants } from "../platform/grants";
import type { DeclarationCheck } from "./rule";

export const attachments: DeclarationCheck = {
  id: "attachments",
  of: "declaration",
  what: "A role has no more managed policies than its quota.",
  why: "IAM refuses the attachment that is one too many, in the middle of an apply.",
  fix: "Use fewer managed policies, or raise the quota L-0DA4ABF3 and declare it by aws.quotas.managedPoliciesPerRole.",
  example: [
    "identities:",
    "  i:",
    "    allow: # eleven of them, where the quota is 10",
    "      - { managedPolicy: AmazonS3ReadOnlyAccess }",
  ].join("\n"),
  acceptable: false,
  judge,
};

function judge({ identities, aws }: Platform): readonly Problem[] {
  const { value: quota, maximum } = LIMITS.managedPoliciesPerRole;
  return identities.flatMap((identity) => {
    const { own, managedPolicies } = identityPolicies(awsGrants(identity), aws);
    const count = own.length + managedPolicies.length;
    if (count <= quota) return [];
    const path = [...identity.path, "allow"];
    const got = `${pathText(path)}: got ${String(count)} managed policies`;
    if (count > maximum) {
      return [
        error("attachments", { path }, `${got}, expected at most ${String(maximum)}`, "use fewer managed policies"),
      ];
    }
    const fix = "raise the quota L-0DA4ABF3, or use fewer managed policies";
    return [warning("attachments", { path }, `${got}, the quota is ${String(quota)} unless it was raised`, fix)];
  });
}
