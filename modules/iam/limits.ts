/** A quota of AWS: what holds unless it was raised, and how far it can be raised. */
export interface Limit {
  readonly value: number;
  readonly maximum: number;
  /** By which Service Quotas knows it; left out where it is fixed. */
  readonly code?: string;
}

/**
 * Quotas that a declaration can run into.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const LIMITS = {
  /** Non-white-space characters. */
  managedPolicySize: { value: 6144, maximum: 6144 },
  managedPoliciesPerRole: { value: 10, maximum: 25, code: "L-0DA4ABF3" },
  /** Characters. */
  trustPolicySize: { value: 2048, maximum: 8192, code: "L-C07B4B0D" },
  /** In an account. */
  roles: { value: 1000, maximum: 10_000, code: "L-FE177D64" },
  /** Customer managed ones, in an account. */
  managedPolicies: { value: 1500, maximum: 10_000, code: "L-E95E4862" },
  oidcProviders: { value: 100, maximum: 700, code: "L-858F3967" },
  /** Audiences of an OIDC provider. */
  clientIdsPerProvider: { value: 100, maximum: 100 },
  /** @see https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html */
  associationsPerCluster: { value: 5000, maximum: 5000 },
  roleNameLength: { value: 64, maximum: 64 },
  rolePathLength: { value: 512, maximum: 512 },
} as const satisfies Readonly<Record<string, Limit>>;
