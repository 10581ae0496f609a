import { canonicalRules, type PolicyRule } from "../kubernetes/rbac";
import { type KubernetesGrant, kubernetesGrants } from "./grants";
import type { Identity } from "./identity";

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
