import type { AccessModel } from "../access/model";
import { trustPolicySize } from "../iam/trust";
import { overUse, quotaOf, raise } from "./quota";
import type { ModelCheck, Observation, Quotas } from "./rule";

export const trustSize: ModelCheck = {
  id: "trust-size",
  of: "model",
  what: "A role's trust policy is no larger than its quota.",
  why: "IAM refuses the role. Each subject that may become it takes its place there.",
  fix: "Let fewer subjects be it, or raise the quota L-C07B4B0D and declare it by aws.quotas.trustPolicySize.",
  example: ["aws:", "  quotas: { trustPolicySize: 300 } # less than the trust of one ServiceAccount"].join("\n"),
  acceptable: false,
  judge: ({ roles }, _, quotas) => judge(roles, quotas),
};

function judge(roles: AccessModel["roles"], quotas: Quotas): readonly Observation[] {
  const limit = quotaOf(quotas, "trustPolicySize");
  return Object.entries(roles).flatMap(([role, { trust }]) => {
    const used = "value" in trust ? trustPolicySize(trust.value) : 0;
    const over = overUse({ used, limit }, "characters of trust policy");
    if (over === undefined) return [];
    const fix = ["let fewer subjects be it", raise("trustPolicySize", limit) ?? []].flat().join(", or ");
    return [{ at: ["roles", role, "trust"], ...over, fix }];
  });
}
