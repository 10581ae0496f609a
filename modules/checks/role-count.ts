import type { AccessModel } from "../access/model";
import { overUse, quotaOf, raise } from "./quota";
import type { ModelCheck, Observation, Quotas } from "./rule";

export const roleCount: ModelCheck = {
  id: "role-count",
  of: "model",
  what: "The roles that are declared fit into their account.",
  why: "IAM refuses the role that is one too many, in the middle of an apply. What others made in the account counts too.",
  fix: "Raise the quota L-FE177D64 and declare it by aws.quotas.roles, or use several accounts.",
  example: ["aws:", "  quotas: { roles: 2 } # and three identities"].join("\n"),
  acceptable: false,
  judge: ({ roles }, _, quotas) => judge(roles, quotas),
};

function judge(roles: AccessModel["roles"], quotas: Quotas): readonly Observation[] {
  const limit = quotaOf(quotas, "roles");
  const over = overUse({ used: Object.keys(roles).length, limit }, "roles");
  if (over === undefined) return [];
  return [{ at: ["roles"], ...over, fix: raise("roles", limit) ?? "use several accounts" }];
}
