import { LIMITS } from "../iam/limits";
import { policyName } from "../iam/identity-policies";
import { policySize } from "../iam/policy";
import { trustPolicySize } from "../iam/trust";
import { accounts } from "../platform/accounts";
import type { Platform } from "../platform/platform";
import type { AccessModel } from "./model";

/** How much of a quota a platform uses, where it uses the most. What others made does not count. */
export interface QuotaUse {
  /** What is counted: "characters of a managed policy". */
  readonly name: string;
  readonly used: number;
  readonly limit: number;
  /** The role, policy, account or cluster that it is about. */
  readonly where: string;
}

/** The use of each quota that a platform can run into; none of what it does not use. */
export function quotaUse(platform: Platform, { associations, oidcProviders, roles }: AccessModel): readonly QuotaUse[] {
  const { aws, cluster } = platform;
  const limit = (name: keyof typeof aws.quotas) => aws.quotas[name] ?? LIMITS[name].value;
  const named = accounts(platform).flatMap(({ role }) => role ?? []);
  const policies = named.flatMap(({ name, policies: { own } }) =>
    own.map(({ service, document }) => ({ where: policyName(name, service), used: policySize(document) })),
  );
  const attached = named.map(({ name, policies: { own, managedPolicies } }) => ({
    where: name,
    used: own.length + managedPolicies.length,
  }));
  const trusts = Object.entries(roles).map(([where, { trust }]) => ({
    where,
    used: "value" in trust ? trustPolicySize(trust.value) : 0,
  }));
  const account = (used: number) => ({ used, where: `account ${aws.account}` });
  return [
    { name: "characters of a policy", limit: LIMITS.managedPolicySize.value, ...most(policies) },
    { name: "policies of a role", limit: limit("managedPoliciesPerRole"), ...most(attached) },
    { name: "characters of a trust policy", limit: limit("trustPolicySize"), ...most(trusts) },
    { name: "roles", limit: limit("roles"), ...account(Object.keys(roles).length) },
    { name: "managed policies", limit: limit("managedPolicies"), ...account(policies.length) },
    { name: "OIDC providers", limit: limit("oidcProviders"), ...account(Object.keys(oidcProviders).length) },
    {
      name: "pod identity associations",
      limit: LIMITS.associationsPerCluster.value,
      used: Object.keys(associations).length,
      where: `cluster ${cluster?.name ?? ""}`,
    },
  ].filter(({ used }) => used > 0);
}

/** The first of those that use the most. */
function most(uses: readonly { readonly where: string; readonly used: number }[]) {
  return uses.reduce((best, use) => (use.used > best.used ? use : best), { where: "", used: 0 });
}
