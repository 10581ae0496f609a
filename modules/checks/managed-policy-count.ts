import { accounts } from "../platform/accounts";
import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import type { Problem } from "../platform/problem";
import { overUse, quotaOf, raise } from "./quota";
import type { DeclarationCheck } from "./rule";

export const managedPolicyCount: DeclarationCheck = {
  id: "managed-policy-count",
  of: "declaration",
  what: "The customer managed policies that are declared fit into their account.",
  why: "IAM refuses the policy that is one too many, in the middle of an apply. What others made in the account counts too.",
  fix: "Raise the quota L-E95E4862 and declare it by aws.quotas.managedPolicies, or use several accounts.",
  example: ["aws:", "  quotas: { managedPolicies: 2 } # and three identities with permissions"].join("\n"),
  acceptable: false,
  judge,
};

function judge(platform: Platform): readonly Problem[] {
  const used = accounts(platform).reduce((sum, { role }) => sum + (role?.policies.own.length ?? 0), 0);
  const limit = quotaOf(platform.aws.quotas, "managedPolicies");
  const over = overUse({ used, limit }, "customer managed policies");
  if (over === undefined) return [];
  const path = ["aws"];
  const fix = raise("managedPolicies", limit) ?? "use several accounts";
  const message = `${pathText(path)}: ${over.message}`;
  return [{ check: "managed-policy-count", severity: over.severity, at: { path }, message, fix }];
}
