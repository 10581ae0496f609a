import { canonicalRules, type PolicyRule } from "./rbac";

/**
 * What a runner's manager needs in a namespace of its jobs, and no more.
 *
 * @see https://docs.gitlab.com/runner/executors/kubernetes/#configure-runner-api-permissions
 */
export const MANAGER_RULES: readonly PolicyRule[] = canonicalRules([
  core(["pods"], ["create", "delete", "get", "list", "watch"]),
  core(["pods/exec", "pods/attach"], ["create", "delete", "get", "patch"]),
  core(["pods/log"], ["get", "list"]),
  core(["secrets"], ["create", "delete", "get", "update"]),
  core(["serviceaccounts"], ["get"]),
  core(["services"], ["create", "get"]),
  core(["events"], ["list", "watch"]),
]);

function core(resources: readonly string[], verbs: readonly string[]): PolicyRule {
  return { apiGroups: [""], resources, resourceNames: [], nonResourceURLs: [], verbs };
}
