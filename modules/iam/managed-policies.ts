import type { Policy } from "./evaluate/judge";
import { parsePolicy } from "./policy";

/** The texts of managed policies of AWS, as far as they are known here. */
export type ManagedPolicies = (arn: string) => Policy | undefined;

/** The day on which the texts were taken: AWS changes them unasked. */
export const MANAGED_POLICIES_OF = "2026-09-30";

export const NO_MANAGED_POLICIES: ManagedPolicies = () => undefined;

/**
 * Loads the texts of common managed policies of AWS. They are as they are published, by path and name, each with its
 * version and the day of its last change.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export async function loadManagedPolicies(): Promise<ManagedPolicies> {
  const { default: texts } = await import("./managed-policies.json");
  const byName: ReadonlyMap<string, { readonly document: unknown; readonly version: string }> = new Map(
    Object.entries(texts),
  );
  return (arn) => {
    const name = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
    const text = name === undefined ? undefined : byName.get(name);
    const policy = text === undefined ? undefined : parsePolicy(text.document);
    return policy === undefined || text === undefined
      ? undefined
      : { name: `${name ?? ""} ${text.version}`, ...policy };
  };
}
