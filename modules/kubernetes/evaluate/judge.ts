import { API_GROUPS } from "../api-groups";
import type { PolicyRule } from "../rbac";
import type { KubernetesRequest, ResourceRequest } from "./request";
import { ruleAllows } from "./rule-allows";

/** Rules that a binding gives to a subject. */
export interface BoundRules {
  /** What gives them, in words: `ClusterRole view in namespace docs`. */
  readonly source: string;
  readonly scope: Scope;
  /** The rules, or why they are not known. */
  readonly rules: readonly PolicyRule[] | { readonly unknown: string };
  /**
   * The label by which other ClusterRoles add rules to these. By convention they do so for API groups that Kubernetes
   * does not bring itself: what is not allowed in such a group cannot be told.
   */
  readonly aggregates?: string;
}

/** Where bound rules count: in one namespace, or everywhere and for what is in none. */
export type Scope = { readonly namespace: string } | "cluster";

export type RbacVerdict =
  | { readonly verdict: "allowed"; readonly by: { readonly source: string; readonly rule: PolicyRule } }
  | { readonly verdict: "denied" }
  /** Nothing known allows it; what is not known might. Each reason once. */
  | { readonly verdict: "cannot tell"; readonly why: readonly string[] };

/**
 * Judges a request against all rules that are bound to a subject, by the semantics of Kubernetes RBAC: rules only ever
 * allow, and the first that does decides. The answer holds for RBAC: other authorizers (EKS access policies) may allow
 * more, admission may refuse what is allowed.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.34.2/plugin/pkg/auth/authorizer/rbac/rbac.go
 */
export function judge(request: KubernetesRequest, bound: readonly BoundRules[]): RbacVerdict {
  const why = new Set<string>();
  for (const { source, scope, rules, aggregates } of bound) {
    if (!reaches(scope, request)) continue;
    if ("unknown" in rules) {
      why.add(`${source}: ${rules.unknown}`);
      continue;
    }
    const rule = rules.find((candidate) => ruleAllows(candidate, request));
    if (rule !== undefined) return { verdict: "allowed", by: { source, rule } };
    if (aggregates !== undefined && isForeign(request)) {
      why.add(`${source}: other ClusterRoles may add rules for ${request.group} to it, by the label ${aggregates}`);
    }
  }
  return why.size === 0 ? { verdict: "denied" } : { verdict: "cannot tell", why: [...why] };
}

/** A RoleBinding counts in its namespace only: not for what belongs to the cluster, nor for all namespaces at once. */
function reaches(scope: Scope, request: KubernetesRequest): boolean {
  if (scope === "cluster") return true;
  return "group" in request && request.namespace !== "" && request.namespace === scope.namespace;
}

function isForeign(request: KubernetesRequest): request is ResourceRequest {
  return "group" in request && !API_GROUPS.includes(request.group);
}
