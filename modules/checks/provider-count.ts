import type { AccessModel } from "../access/model";
import { overUse, quotaOf, raise } from "./quota";
import type { ModelCheck, Observation, Quotas } from "./rule";

export const providerCount: ModelCheck = {
  id: "provider-count",
  of: "model",
  what: "The OIDC providers that are made fit into their account.",
  why: "IAM refuses the provider that is one too many. Each cluster and each GitLab that the account trusts counts.",
  fix: "Raise the quota L-858F3967 and declare it by aws.quotas.oidcProviders, or use pod identity, which needs none.",
  example: ["aws:", "  quotas: { oidcProviders: 1 } # and two issuers"].join("\n"),
  acceptable: false,
  judge: ({ oidcProviders }, _, quotas) => judge(oidcProviders, quotas),
};

function judge(providers: AccessModel["oidcProviders"], quotas: Quotas): readonly Observation[] {
  const limit = quotaOf(quotas, "oidcProviders");
  const over = overUse({ used: Object.keys(providers).length, limit }, "OIDC providers");
  if (over === undefined) return [];
  return [{ at: ["oidcProviders"], ...over, fix: raise("oidcProviders", limit) ?? "use pod identity" }];
}
