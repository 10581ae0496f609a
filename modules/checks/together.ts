import { accountIdentities, accounts, installsPodIdentityAgent } from "../platform/accounts";
import { idTokenRoles } from "../platform/id-token-role";
import { kubernetesAccess } from "../platform/kubernetes-access";
import { clusterOidcProvider, gitlabOidcProvider } from "../platform/oidc-providers";
import { pathText } from "../platform/path";
import type { Path, Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";

/** A name that one platform takes, where only one thing of that kind may have it. */
interface Claim {
  readonly kind: string;
  readonly name: string;
  /** Account, cluster or partition in which the name is taken. */
  readonly scope: string;
  readonly path: Path;
  /** Where another name is no way out. */
  readonly fix?: string;
}

/**
 * Several platforms that are written together do not take each other's names: of stacks, and of what they share an
 * account, a cluster or the names of all buckets for. The problems of each platform, in order.
 */
export function together(platforms: readonly Platform[]): readonly (readonly Problem[])[] {
  const first = new Map<string, { readonly platform: Platform; readonly claim: Claim }>();
  return platforms.map((platform) =>
    claims(platform).flatMap((claim) => {
      const { kind, name, scope, path, fix = "give one of them another name" } = claim;
      const id = JSON.stringify([kind, scope, name.toLowerCase()]);
      const before = first.get(id);
      if (before === undefined || before.platform === platform) {
        if (before === undefined) first.set(id, { platform, claim });
        return [];
      }
      const other = `${pathText(before.claim.path) || "the declaration"} of ${before.platform.name}`;
      const message = `${pathText(path) || "the declaration"}: got the ${kind} "${name}", which ${other} has already in ${scope}`;
      return [error("together", { path }, message, fix)];
    }),
  );
}

function claims(platform: Platform): readonly Claim[] {
  const { name, aws, cluster, runners, identities, buckets } = platform;
  const account = `account ${aws.account}`;
  const inCluster = cluster === undefined ? "" : `cluster ${cluster.arn}`;
  const pods = accountIdentities(identities);
  const roles = [
    ...accounts(platform).flatMap(({ role, path }) => (role === undefined ? [] : [{ name: role.name, path }])),
    ...idTokenRoles(platform).map(({ name: role, identity }) => ({ name: role, path: identity.path })),
  ];
  const providers = [clusterOidcProvider(platform) ?? [], gitlabOidcProvider(platform) ?? []].flat();
  return [
    { kind: "name of a platform", name, scope: "one output", path: ["name"] },
    ...buckets.flatMap((bucket) =>
      bucket.managed === undefined
        ? []
        : [{ kind: "bucket", name: bucket.name, scope: `partition ${aws.partition}`, path: bucket.path }],
    ),
    ...roles.map((role) => ({ kind: "role", scope: account, ...role })),
    ...providers.map(({ issuer, path }) => ({
      kind: "OIDC provider",
      name: issuer,
      scope: account,
      path,
      fix: "make it in one of them, and name it by existing in the others",
    })),
    ...(installsPodIdentityAgent(platform)
      ? [{ kind: "add-on", name: "eks-pod-identity-agent", scope: inCluster, path: ["cluster"] }]
      : []),
    ...runners.flatMap(({ namespaces, manager, path }) =>
      [...namespaces, manager.namespace].map((namespace) => ({
        kind: "namespace",
        name: namespace,
        scope: inCluster,
        path,
      })),
    ),
    ...runners.flatMap(({ cache, path }) =>
      cache === undefined
        ? []
        : [{ kind: "cache", name: `${cache.bucket.name}/${cache.prefix}`, scope: `partition ${aws.partition}`, path }],
    ),
    // Those of jobs are in namespaces of one platform.
    ...pods.flatMap(({ kind, namespace, serviceAccount, path }) =>
      kind === "job"
        ? []
        : [{ kind: "ServiceAccount", name: `${namespace}/${serviceAccount}`, scope: inCluster, path }],
    ),
    ...pods.flatMap((identity) =>
      kubernetesAccess(identity).map(({ namespace }) => ({
        kind: "Role",
        name: namespace === undefined ? identity.kubernetesRole : `${namespace}/${identity.kubernetesRole}`,
        scope: inCluster,
        path: identity.path,
      })),
    ),
  ];
}
