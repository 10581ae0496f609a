import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import type { Problem } from "../platform/problem";
import { overUse, quotaOf, raise } from "./quota";
import type { DeclarationCheck } from "./rule";

export const attachments: DeclarationCheck = {
  id: "attachments",
  of: "declaration",
  what: "A role has no more managed policies than its quota, its own among them.",
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
  const limit = quotaOf(aws.quotas, "managedPoliciesPerRole");
  return identities.flatMap((identity) => {
    const { own, managedPolicies } = identity.policies;
    const over = overUse({ used: own.length + managedPolicies.length, limit }, "managed policies");
    if (over === undefined) return [];
    const path = [...identity.path, "allow"];
    const fix = ["use fewer managed policies", raise("managedPoliciesPerRole", limit) ?? []].flat().join(", or ");
    return [
      {
        check: "attachments",
        severity: over.severity,
        at: { path },
        message: `${pathText(path)}: ${over.message}`,
        fix,
      },
    ];
  });
}
