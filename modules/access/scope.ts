import { policyArn } from "../iam/arn";
import { policyName } from "../iam/identity-policies";
import { accounts } from "../platform/accounts";
import { idTokenRoles } from "../platform/id-token-role";
import { clusterOidcProvider, gitlabOidcProvider } from "../platform/oidc-providers";
import type { Platform } from "../platform/platform";
import type { Pod } from "./model";

/** What of an account and a cluster belongs to a platform: what a reader of both has to look at, and no more. */
export interface Scope {
  readonly cluster?: string;
  /** By name. */
  readonly roles: readonly string[];
  /** ARNs of the OIDC providers that are ours. */
  readonly oidcProviders: readonly string[];
  /** ARNs of the policies that are ours: read with their text, where others count by their ARN. */
  readonly policies: readonly string[];
  /** By name. */
  readonly buckets: readonly string[];
  /** Of jobs and managers: everything in them counts. */
  readonly namespaces: readonly string[];
  readonly pods: readonly Pod[];
  /** Helm releases, `namespace/name`. */
  readonly releases: readonly string[];
}

/** The part of an account and a cluster that a platform is about. */
export function scopeOf(platform: Platform): Scope {
  const { aws, cluster, runners } = platform;
  const all = accounts(platform);
  const roles = [...all.flatMap(({ role }) => (role === undefined ? [] : [role])), ...idTokenRoles(platform)];
  return {
    ...(cluster === undefined ? {} : { cluster: cluster.name }),
    roles: roles.map(({ name }) => name),
    oidcProviders: [clusterOidcProvider(platform) ?? [], gitlabOidcProvider(platform) ?? []]
      .flat()
      .map(({ arn }) => arn),
    policies: roles.flatMap(({ name, policies }) =>
      policies.own.map(({ service }) => policyArn(aws, policyName(name, service))),
    ),
    buckets: platform.buckets.filter(({ managed }) => managed !== undefined).map(({ name }) => name),
    namespaces: runners.flatMap(({ namespaces, manager }) => [...namespaces, manager.namespace]),
    pods: all.map(({ namespace, serviceAccount }): Pod => `${namespace}/${serviceAccount}`),
    releases: runners.map(({ manager, release }) => `${manager.namespace}/${release}`),
  };
}
