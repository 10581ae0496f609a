import type { PolicyRule } from "../rbac";
import type { KubernetesRequest, ResourceRequest } from "./request";

/**
 * Whether one rule allows a request, as Kubernetes matches them: texts are compared as they are, and `*` stands for
 * everything only as a whole verb, group or resource, before a subresource, and at the end of a path.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.34.2/pkg/apis/rbac/v1/evaluation_helpers.go
 */
export function ruleAllows(rule: PolicyRule, request: KubernetesRequest): boolean {
  if (!holds(rule.verbs, request.verb)) return false;
  return "nonResourceURL" in request
    ? rule.nonResourceURLs.some((pattern) => covers(pattern, request.nonResourceURL))
    : holds(rule.apiGroups, request.group) && coversResource(rule, request) && coversName(rule, request);
}

function holds(words: readonly string[], word: string): boolean {
  return words.includes("*") || words.includes(word);
}

/** `*` covers subresources too, a resource alone does not. */
function coversResource({ resources }: PolicyRule, { resource, subresource = "" }: ResourceRequest): boolean {
  if (subresource === "") return holds(resources, resource);
  return holds(resources, `${resource}/${subresource}`) || resources.includes(`*/${subresource}`);
}

/** A rule for named objects does not cover a request without a name. */
function coversName({ resourceNames }: PolicyRule, { name = "" }: ResourceRequest): boolean {
  return resourceNames.length === 0 || resourceNames.includes(name);
}

/** `/a*` covers every path that begins with `/a`; all the asterisks at the end count as one. */
function covers(pattern: string, path: string): boolean {
  return pattern.endsWith("*") ? path.startsWith(withoutAsterisks(pattern)) : pattern === path;
}

function withoutAsterisks(pattern: string): string {
  let end = pattern.length;
  while (pattern[end - 1] === "*") end--;
  return pattern.slice(0, end);
}
