/** A quota of AWS: what holds unless it was raised, and how far it can be raised. */
export interface Limit {
  readonly value: number;
  readonly maximum: number;
}

/**
 * Quotas that a declaration can run into.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const LIMITS = {
  /** Non-white-space characters. */
  managedPolicySize: { value: 6144, maximum: 6144 },
  managedPoliciesPerRole: { value: 10, maximum: 25 },
  /** Non-white-space characters. */
  trustPolicySize: { value: 2048, maximum: 8192 },
  oidcProviderAudiences: { value: 100, maximum: 100 },
  roleNameLength: { value: 64, maximum: 64 },
  rolePathLength: { value: 512, maximum: 512 },
} as const satisfies Readonly<Record<string, Limit>>;
