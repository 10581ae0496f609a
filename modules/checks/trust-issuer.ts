import type { AccessModel } from "../access/model";
import { claimConditionsOf, issuersOf } from "../iam/trusted";
import type { ModelCheck, Observation } from "./rule";
import { trustStatements } from "./trust-statements";

export const trustIssuer: ModelCheck = {
  id: "trust-issuer",
  of: "model",
  what: "A trust policy speaks of one issuer: in the provider's ARN and in each condition on a token.",
  why: "A condition on the token of another issuer never holds, and one that passes where its key is absent always does.",
  fix: "Write the issuer of the provider into every key.",
  example: [
    "Principal:",
    '  Federated: "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/AAAA"',
    "Condition:",
    "  StringEquals:",
    '    "oidc.eks.us-east-1.amazonaws.com/id/AAAA:aud": sts.amazonaws.com',
    '    "oidc.eks.us-east-1.amazonaws.com/id/BBBB:sub": "system:serviceaccount:ci:build"',
  ].join("\n"),
  acceptable: false,
  judge,
};

function judge(model: AccessModel): readonly Observation[] {
  return trustStatements(model).flatMap(({ statement, at }): readonly Observation[] => {
    const [issuer, ...others] = [...new Set(issuersOf(statement))];
    if (issuer === undefined) return [];
    const foreign = claimConditionsOf(statement).filter(
      (condition) => others.length > 0 || condition.issuer.toLowerCase() !== issuer.toLowerCase(),
    );
    const keys = [...new Set(foreign.map(({ key }) => key))];
    if (keys.length === 0) return [];
    const providers = [issuer, ...others].join(" and ");
    const message = `got a condition on ${keys.join(", ")} and the provider ${providers}, expected one issuer`;
    const fix = "write the issuer of the provider into every key, and one provider into a statement";
    return [{ at, severity: "error", message, fix }];
  });
}
