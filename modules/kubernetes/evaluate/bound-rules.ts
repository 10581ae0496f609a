import { BUILT_IN_ROLES, BUILT_IN_ROLES_OF, SERVICE_ACCOUNT_ROLES } from "../built-in-roles";
import type { PolicyRule } from "../rbac";
import type { BoundRules, Scope } from "./judge";

/** What a binding gives: a ClusterRole by its name, or own rules. */
export interface BindingGrants {
  readonly scope: Scope;
  readonly grants: { readonly clusterRole: string } | { readonly rules: readonly PolicyRule[] };
}

/** What every ServiceAccount may do unasked: ask about itself, find out what the API server serves. */
export const SERVICE_ACCOUNT_DEFAULTS: readonly BoundRules[] = SERVICE_ACCOUNT_ROLES.map(({ clusterRole, group }) => {
  const bound = boundRules({ scope: "cluster", grants: { clusterRole } });
  return { ...bound, source: `${bound.source} (group ${group})` };
});

/** The rules of a binding. Those of a ClusterRole that does not come with Kubernetes are not known. */
export function boundRules({ scope, grants }: BindingGrants): BoundRules {
  const where = scope === "cluster" ? "in the whole cluster" : `in namespace ${scope.namespace}`;
  if ("rules" in grants) return { source: `own rules ${where}`, scope, rules: grants.rules };
  const source = `ClusterRole ${grants.clusterRole} ${where}`;
  const builtIn = BUILT_IN_ROLES.get(grants.clusterRole);
  if (builtIn !== undefined) return { source, scope, ...builtIn };
  return { source, scope, rules: { unknown: `its rules are not known: it does not come with ${BUILT_IN_ROLES_OF}` } };
}
