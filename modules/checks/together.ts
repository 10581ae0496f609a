import { accountIdentities, accounts, installsPodIdentityAgent } from "../platform/accounts";
import { idTokenRoles } from "../platform/id-token-role";
import { kubernetesGrants } from "../platform/grants";
import { kubernetesAccess } from "../platform/kubernetes-access";
import { clusterOidcProvider, gitlabOidcProvider } from "../platform/oidc-providers";
import { type Path, pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
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
  const intrusions = intrusionsOf(platforms);
  const overlaps = overlapsOf(platforms);
  return platforms.map((platform) => [
    ...claims(platform).flatMap((claim) => {
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
    ...intrusions(platform),
    ...overlaps(platform),
  ]);
}

/** Workloads of one platform, and Kubernetes permissions, in namespaces where jobs or managers of another run. */
function intrusionsOf(platforms: readonly Platform[]): (platform: Platform) => readonly Problem[] {
  const owners = new Map<string, { readonly platform: Platform; readonly runner: string }>();
  const id = ({ cluster }: Platform, namespace: string) => `${cluster?.arn ?? ""} ${namespace}`;
  for (const platform of platforms) {
    for (const { namespaces, manager, path } of platform.runners) {
      for (const namespace of [...namespaces, manager.namespace]) {
        owners.set(id(platform, namespace), { platform, runner: pathText(path) });
      }
    }
  }
  return (platform) => {
    const found = (path: Path, what: string, namespace: string): readonly Problem[] => {
      const owner = owners.get(id(platform, namespace));
      if (owner === undefined || owner.platform === platform) return [];
      const whose = `${owner.runner} of ${owner.platform.name}`;
      const message = `${pathText(path)}: got ${what} in the namespace "${namespace}", which is that of ${whose}`;
      return [error("together", { path }, message, "stay out of the namespaces of other runners")];
    };
    return accountIdentities(platform.identities).flatMap((identity) => [
      ...(identity.kind === "workload"
        ? found([...identity.path, "serviceAccount"], "a workload", identity.namespace)
        : []),
      ...kubernetesGrants(identity).flatMap(({ scope, path }) =>
        scope === "cluster" ? [] : found(path, "permissions", scope.namespace),
      ),
    ]);
  };
}

/** Caches of one platform inside of those of another. */
function overlapsOf(platforms: readonly Platform[]): (platform: Platform) => readonly Problem[] {
  const caches = platforms.flatMap((platform) =>
    platform.runners.flatMap(({ cache, path }) =>
      cache === undefined
        ? []
        : [{ platform, path: [...path, "cache"], place: `${cache.bucket.name}/${cache.prefix}` }],
    ),
  );
  const sorted = caches.sort((a, b) => (a.place < b.place ? -1 : Number(a.place > b.place)));
  const found = new Map<Platform, Problem[]>();
  // What is inside of a place comes right after it in this order.
  let outer = sorted[0];
  for (const cache of sorted.slice(1)) {
    if (outer === undefined || !cache.place.startsWith(outer.place)) {
      outer = cache;
      continue;
    }
    if (outer.platform === cache.platform || outer.place === cache.place) continue;
    const other = `${pathText(outer.path)} of ${outer.platform.name}`;
    const message = `${pathText(cache.path)}: got the cache ${cache.place}, expected one outside of ${outer.place}, that of ${other}`;
    const problem = error("together", { path: cache.path }, message, "give each runner its own bucket or prefix");
    found.set(cache.platform, [...(found.get(cache.platform) ?? []), problem]);
  }
  return (platform) => found.get(platform) ?? [];
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
