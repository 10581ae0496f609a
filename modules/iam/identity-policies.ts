import { type AwsContext, type AwsGrant, grantStatements } from "./grants";
import type { PlainStatement } from "./policy";
import { splitPolicy, type SplitPolicy } from "./split";

/** What a role gets: policies of its own, and managed policies of others. */
export interface IdentityPolicies {
  readonly own: SplitPolicy["documents"];
  /** ARNs, sorted. */
  readonly managedPolicies: readonly string[];
  /** Services whose permissions do not fit into a managed policy. */
  readonly oversized: readonly string[];
}

/** The policies of an identity with these grants. */
export function identityPolicies(grants: readonly AwsGrant[], aws: AwsContext): IdentityPolicies {
  const arns = grants.flatMap((grant) => (grant.kind === "managedPolicy" ? [grant.arn] : []));
  return {
    ...policiesOf(grants.flatMap((grant) => grantStatements(grant, aws))),
    managedPolicies: [...new Set(arns)].sort(),
  };
}

/** The policies that say these statements. */
export function policiesOf(statements: readonly PlainStatement[]): IdentityPolicies {
  const { documents, oversized } = splitPolicy(statements);
  return { own: documents, managedPolicies: [], oversized };
}

/** Name of a policy: that of its role, and the service that outgrew it. "_" is in no key: no two can collide. */
export function policyName(role: string, service?: string): string {
  return service === undefined ? role : `${role}_${service}`;
}
