import { identityPolicies } from "../iam/identity-policies";
import { LIMITS } from "../iam/limits";
import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem, warning } from "../platform/problem";
import { awsGrants } from "../platform/grants";

/** A role has no more managed policies than its quota. */
export function attachments({ identities, aws }: Platform): readonly Problem[] {
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
