import type { Guard } from "../kubernetes/guard";
import { canonicalRules, type PolicyRule } from "../kubernetes/rbac";
import type { AwsGrant, Identity, JobIdentity, KubernetesGrant, Platform, Runner } from "./platform";

/** Questions that more than one part of the app asks of a Platform. */

/** The identities that jobs of a runner may be, sorted by key. */
export function jobsOf(platform: Platform, runner: Runner): readonly JobIdentity[] {
  return platform.identities.filter((i): i is JobIdentity => i.kind === "job" && i.runner === runner.key);
}

export function awsGrants(identity: Identity): readonly AwsGrant[] {
  return identity.grants.filter((grant): grant is AwsGrant => grant.kind !== "kubernetes");
}

export function kubernetesGrants(identity: Identity): readonly KubernetesGrant[] {
  return identity.grants.filter((grant): grant is KubernetesGrant => grant.kind === "kubernetes");
}

/** What an identity may do in one namespace or in the whole cluster: all its grants there as one. */
export interface KubernetesAccess {
  /** Undefined: the whole cluster. */
  readonly namespace?: string;
  /** Names, sorted. */
  readonly clusterRoles: readonly string[];
  /** Own rules, canonical. */
  readonly rules: readonly PolicyRule[];
}

/** An identity's Kubernetes permissions by scope: the cluster first, then namespaces sorted. */
export function kubernetesAccess(identity: Identity): readonly KubernetesAccess[] {
  const byScope = new Map<string, KubernetesGrant[]>();
  for (const grant of kubernetesGrants(identity)) {
    const scope = grant.scope === "cluster" ? "" : grant.scope.namespace;
    byScope.set(scope, [...(byScope.get(scope) ?? []), grant]);
  }
  return [...byScope.keys()].sort().map((namespace) => {
    const grants = byScope.get(namespace) ?? [];
    const roles = grants.flatMap(({ grants: g }) => ("clusterRole" in g ? [g.clusterRole] : []));
    return {
      ...(namespace === "" ? {} : { namespace }),
      clusterRoles: [...new Set(roles)].sort(),
      rules: canonicalRules(grants.flatMap(({ grants: g }) => ("rules" in g ? g.rules : []))),
    };
  });
}

/** Kubernetes user name of a runner's manager. */
export function managerUser(runner: Runner): string {
  return `system:serviceaccount:${runner.manager.namespace}:${runner.manager.serviceAccount}`;
}

/** The guards of a runner's job namespaces: who may start which pod there. */
export function guardsOf(platform: Platform, runner: Runner): readonly Guard[] {
  const jobs = jobsOf(platform, runner);
  const manager = managerUser(runner);
  const breakGlass = platform.cluster?.breakGlass;
  return runner.namespaces.map((namespace) => ({
    namespace,
    // Dots are in no platform's name and in no namespace: two platforms of one cluster cannot collide.
    name: `jobrole.${platform.name}.${namespace}`,
    creators: [...new Set([manager, ...runner.creators])].sort(),
    connectors: [manager],
    ...(breakGlass === undefined ? {} : { breakGlass }),
    projects: Object.fromEntries(
      jobs
        .filter((job) => job.namespace === namespace)
        .map((job) => [job.serviceAccount, job.projects.map(({ id }) => String(id)).sort()]),
    ),
  }));
}
