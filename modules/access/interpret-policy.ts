import { createHash } from "node:crypto";
import { parsePolicy, type Statement } from "../iam/policy";
import type { Known } from "./model";
import { Reference, Unknown } from "./resource";

/** The statements of a policy's text. */
export function statementsOf(policy: unknown): Known<readonly Statement[]> {
  if (policy instanceof Unknown) return { unknown: policy.why };
  if (typeof policy !== "string") return { unknown: "no policy text" };
  try {
    const parsed = parsePolicy(JSON.parse(policy));
    if (parsed === undefined) return { unknown: `a policy with elements that are not read (${fingerprint(policy)})` };
    // The first version of the language has no variables: what looks like one is text, which statements do not tell.
    if (parsed.version === "2008-10-17" && policy.includes("${")) {
      const why = "a policy of version 2008-10-17 with what would be variables in a later one";
      return { unknown: `${why} (${fingerprint(policy)})` };
    }
    return { value: parsed.statements };
  } catch {
    return { unknown: `a policy that is no JSON (${fingerprint(policy)})` };
  }
}

/** Tells two texts apart that cannot be told for the same reason: what is not known is not therefore the same. */
function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/** A text, or why it cannot be told. */
export function textOr(value: unknown): Known<string> {
  if (typeof value === "string") return { value };
  if (value instanceof Reference) return { unknown: `${value.address}.${value.attribute} is known after apply` };
  return { unknown: value instanceof Unknown ? value.why : "known after apply" };
}
