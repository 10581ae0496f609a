import { identityPolicies } from "../iam/identity-policies";
import { LIMITS } from "../iam/limits";
import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import { awsGrants } from "../platform/grants";
import type { DeclarationCheck } from "./rule";

export const policySize: DeclarationCheck = {
  id: "policy-size",
  of: "declaration",
  what: "What an identity may do in one AWS service fits into one managed policy.",
  why: "IAM takes 6,144 characters. Policies are split by service; one service cannot be split further.",
  fix: "Use fewer, shorter or wildcard resources, or two identities.",
  example: [
    "identities:",
    "  i:",
    "    allow: # 200 long ARNs of one service",
    '      - { actions: [s3:GetObject], resources: ["arn:aws:s3:::data-1/*"] }',
  ].join("\n"),
  acceptable: false,
  judge,
};

function judge({ identities, aws }: Platform): readonly Problem[] {
  return identities.flatMap((identity) =>
    identityPolicies(awsGrants(identity), aws).oversized.map((service) => {
      const at = [...identity.path, "allow"];
      const limit = LIMITS.managedPolicySize.value.toLocaleString("en-US");
      const message = `${pathText(at)}: the permissions in ${service} are larger than ${limit} characters, the most that a managed policy takes`;
      return error("policy-size", { path: at }, message, "use fewer, shorter or wildcard resources, or two identities");
    }),
  );
}
