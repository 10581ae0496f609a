import type { PolicyVersion } from "../policy";
import { type Pattern, pattern } from "./pattern";

/** Where a statement stands: in a policy of the principal, its boundary included, or in one of the resource. */
export type Place = "identity" | "resource";

/**
 * A pattern of resources, case and all. A `*` goes on beyond colons. In the policy of an identity an ARN with fewer than
 * its six parts means any that begins with them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function resourcePattern(text: string, version: PolicyVersion, place: Place): Pattern {
  return pattern(place === "identity" ? completeArn(text) : text, version);
}

/** An ARN with all its parts: those that are left out may be anything. */
export function completeArn(text: string): string {
  if (!text.startsWith("arn:")) return text;
  const missing = ARN_PARTS - text.split(":").length;
  return missing > 0 ? text + ":*".repeat(missing) : text;
}

const ARN_PARTS = 6;
