import fc from "fast-check";
import type { BoundRules } from "../../../modules/kubernetes/evaluate/judge";
import type { KubernetesRequest } from "../../../modules/kubernetes/evaluate/request";
import type { PolicyRule } from "../../../modules/kubernetes/rbac";

const word = (...words: readonly string[]) => fc.constantFrom(...words);
const words = (...of: readonly string[]) => fc.uniqueArray(word(...of), { maxLength: 3 });
const optional = (...of: readonly string[]) => fc.option(word(...of), { nil: undefined });

/** Requests and rules of few words, so that they often meet. */
export const request: fc.Arbitrary<KubernetesRequest> = fc.oneof(
  fc.record({
    verb: word("get", "list"),
    group: word("", "apps", "example.com"),
    resource: word("pods", "deployments"),
    subresource: optional("log", "scale"),
    name: optional("web", "settings"),
    namespace: optional("a", "b"),
  }),
  fc.record({ verb: word("get", "post"), nonResourceURL: word("/a", "/a/b", "/healthz", "/") }),
);

export const rule: fc.Arbitrary<PolicyRule> = fc.record({
  verbs: words("get", "list", "post", "*"),
  apiGroups: words("", "apps", "example.com", "*"),
  resources: words("pods", "deployments", "pods/log", "deployments/scale", "*/log", "pods/*", "*"),
  resourceNames: words("web", "settings", "*"),
  nonResourceURLs: words("/a", "/a/*", "/a*", "/hea*", "*", "/*/b"),
});

export const boundRules: fc.Arbitrary<BoundRules> = fc.record(
  {
    source: fc.constant("a role"),
    scope: fc.oneof(
      word("a", "b").map((namespace) => ({ namespace })),
      fc.constant("cluster" as const),
    ),
    rules: fc.oneof(
      { arbitrary: fc.array(rule, { maxLength: 3 }), weight: 4 },
      { arbitrary: fc.constant({ unknown: "not read" }), weight: 1 },
    ),
    aggregates: fc.constant("example.com/aggregate"),
  },
  { requiredKeys: ["source", "scope", "rules"] },
);
