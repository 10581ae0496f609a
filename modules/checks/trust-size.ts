import { LIMITS } from "../iam/limits";
import { policySize } from "../iam/policy";
import { idTokenRoles } from "../platform/id-token-role";
import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem, warning } from "../platform/problem";

/** The trust policy of jobs by their ID tokens, which grows by each project and ref, fits into its quota. */
export function trustSize(platform: Platform): readonly Problem[] {
  const { value: quota, maximum } = LIMITS.trustPolicySize;
  return idTokenRoles(platform).flatMap(({ trust, identity }) => {
    const size = policySize(trust);
    if (size <= quota) return [];
    const path = [...identity.path, "idToken"];
    const got = `${pathText(path)}: got a trust policy of ${number(size)} characters`;
    if (size > maximum) {
      const message = `${got}, expected at most ${number(maximum)}`;
      return [error("trust-size", { path }, message, "make it several identities, each of fewer projects or refs")];
    }
    const fix = 'raise the quota "Role trust policy length", or make it several identities';
    return [warning("trust-size", { path }, `${got}, the quota is ${number(quota)} unless it was raised`, fix)];
  });
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}
