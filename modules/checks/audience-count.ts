import type { AccessModel } from "../access/model";
import { LIMITS } from "../iam/limits";
import { overUse } from "./quota";
import type { ModelCheck, Observation } from "./rule";

export const audienceCount: ModelCheck = {
  id: "audience-count",
  of: "model",
  what: "An OIDC provider has no more audiences than IAM takes.",
  why: "IAM refuses the client id that is one too many: 100 is fixed.",
  fix: "Let jobs share an audience, and tell them apart by their subject.",
  example: ["Type: AWS::IAM::OIDCProvider", "Properties:", "  ClientIdList: [] # 101 of them"].join("\n"),
  acceptable: false,
  judge,
};

function judge({ oidcProviders }: AccessModel): readonly Observation[] {
  const limit = LIMITS.clientIdsPerProvider.value;
  return Object.entries(oidcProviders).flatMap(([issuer, { audiences }]) => {
    if ("unknown" in audiences) return [];
    const over = overUse({ used: audiences.value.length, limit }, "audiences");
    if (over === undefined) return [];
    const fix = "let jobs share an audience, and tell them apart by their subject";
    return [{ at: ["oidcProviders", issuer, "audiences"], ...over, fix }];
  });
}
