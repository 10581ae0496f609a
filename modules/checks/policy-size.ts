import { identityPolicies } from "../iam/identity-policies";
import { LIMITS } from "../iam/limits";
import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import { awsGrants } from "../platform/grants";

/** What an identity may do in one AWS service fits into one managed policy; the services are split by themselves. */
export function policySize({ identities, aws }: Platform): readonly Problem[] {
  return identities.flatMap((identity) =>
    identityPolicies(awsGrants(identity), aws).oversized.map((service) => {
      const at = [...identity.path, "allow"];
      const limit = LIMITS.managedPolicySize.value.toLocaleString("en-US");
      const message = `${pathText(at)}: the permissions in ${service} are larger than ${limit} characters, the most that a managed policy takes`;
      return error("policy-size", { path: at }, message, "use fewer, shorter or wildcard resources, or two identities");
    }),
  );
}
