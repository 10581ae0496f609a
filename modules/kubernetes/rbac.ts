/** A rule of Kubernetes RBAC. @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
  readonly verbs: readonly string[];
}

/** Rules with sorted lists, in one order, each once: how they were written does not reach the output. */
export function canonicalRules(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  const keyed = rules.map((rule) => {
    const canonical = {
      apiGroups: list(rule.apiGroups),
      resources: list(rule.resources),
      resourceNames: list(rule.resourceNames),
      nonResourceURLs: list(rule.nonResourceURLs),
      verbs: list(rule.verbs),
    };
    return [JSON.stringify(canonical), canonical] as const;
  });
  return [...new Map(keyed)].sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, rule]) => rule);
}

function list(items: readonly string[]): readonly string[] {
  return [...new Set(items)].sort();
}
