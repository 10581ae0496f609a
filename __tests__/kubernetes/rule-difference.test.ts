import fc from "fast-check";
import { judge } from "../../modules/kubernetes/evaluate/judge";
import type { KubernetesRequest } from "../../modules/kubernetes/evaluate/request";
import type { PolicyRule } from "../../modules/kubernetes/rbac";
import { ruleDifference, type ScopedRules } from "../../modules/kubernetes/rule-difference";

function rule(verbs: string, resources: string, more: Partial<PolicyRule> = {}): PolicyRule {
  const nothing = { apiGroups: [""], resourceNames: [], nonResourceURLs: [] };
  return { ...nothing, resources: resources.split(" "), verbs: verbs.split(" "), ...more };
}

function inDocs(...rules: readonly PolicyRule[]): readonly ScopedRules[] {
  return [{ scope: { namespace: "docs" }, rules }];
}

const some = (...words: readonly string[]) => fc.uniqueArray(fc.constantFrom(...words), { minLength: 1, maxLength: 2 });

const anyRule: fc.Arbitrary<PolicyRule> = fc.oneof(
  fc.record({
    apiGroups: some("", "apps", "*"),
    resources: some("pods", "pods/log", "*/log", "secrets", "*"),
    resourceNames: fc.uniqueArray(fc.constantFrom("a", "b"), { maxLength: 2 }),
    nonResourceURLs: fc.constant([]),
    verbs: some("get", "list", "*"),
  }),
  fc.record({
    apiGroups: fc.constant([]),
    resources: fc.constant([]),
    resourceNames: fc.constant([]),
    nonResourceURLs: some("/healthz", "/api/*", "*", "/api/v1"),
    verbs: some("get", "post", "*"),
  }),
);

const anyRules: fc.Arbitrary<readonly ScopedRules[]> = fc.array(
  fc.record({
    scope: fc.constantFrom("cluster" as const, { namespace: "docs" }, { namespace: "web" }),
    rules: fc.array(anyRule, { maxLength: 3 }),
  }),
  { maxLength: 3 },
);

const REQUESTS: readonly KubernetesRequest[] = [
  ...["get", "list", "delete"].flatMap((verb) =>
    ["", "apps", "batch"].flatMap((group) =>
      ["pods", "pods/log", "nodes/log", "secrets"].flatMap((path) =>
        ["docs", "web", undefined].flatMap((namespace) =>
          ["a", "c", undefined].map((name): KubernetesRequest => {
            const [resource = "", subresource] = path.split("/");
            return {
              verb,
              group,
              resource,
              ...(subresource === undefined ? {} : { subresource }),
              ...(namespace === undefined ? {} : { namespace }),
              ...(name === undefined ? {} : { name }),
            };
          }),
        ),
      ),
    ),
  ),
  ...["/healthz", "/api/v1", "/metrics"].map((nonResourceURL) => ({ verb: "get", nonResourceURL })),
];

function allowed(rules: readonly ScopedRules[]): readonly boolean[] {
  const bound = rules.map((each) => ({ source: "r", ...each }));
  return REQUESTS.map((request) => judge(request, bound).verdict === "allowed");
}

describe("the difference of two sets of rules", () => {
  test("is the verbs and resources that are new", () => {
    const before = inDocs(rule("get list", "pods"));
    expect(ruleDifference(before, inDocs(rule("get list", "pods secrets")))).toEqual({
      gained: inDocs(rule("get list", "secrets")),
      lost: [],
    });
  });

  test("is nothing where a wildcard covers it, or the whole cluster", () => {
    const before: readonly ScopedRules[] = [{ scope: "cluster", rules: [rule("*", "*", { apiGroups: ["*"] })] }];
    expect(ruleDifference(before, [...before, ...inDocs(rule("get", "pods/log"))])).toEqual({ gained: [], lost: [] });
  });

  test("is a wildcard that goes beyond what was named", () => {
    expect(ruleDifference(inDocs(rule("get", "pods")), inDocs(rule("*", "pods"))).gained).toEqual(
      inDocs(rule("*", "pods")),
    );
  });

  test("is a name that is no longer asked for", () => {
    const named = inDocs(rule("get", "secrets", { resourceNames: ["a"] }));
    const any = inDocs(rule("get", "secrets"));
    expect(ruleDifference(named, any)).toEqual({ gained: any, lost: [] });
    expect(ruleDifference(any, named)).toEqual({ gained: [], lost: any });
  });

  test("has every request in it that is judged otherwise", () => {
    fc.assert(
      fc.property(anyRules, anyRules, (before, after) => {
        const [old, now] = [allowed(before), allowed(after)];
        const { gained, lost } = ruleDifference(before, after);
        const [more, less] = [allowed(gained), allowed(lost)];
        REQUESTS.forEach((request, i) => {
          if (now[i] === true && old[i] !== true) expect([request, more[i]]).toEqual([request, true]);
          if (old[i] === true && now[i] !== true) expect([request, less[i]]).toEqual([request, true]);
          // And nothing that neither side ever allowed.
          if (more[i] === true) expect(now[i]).toBe(true);
          if (less[i] === true) expect(old[i]).toBe(true);
        });
      }),
      { numRuns: 300 },
    );
  });

  test("is nothing between rules and themselves", () => {
    fc.assert(
      fc.property(anyRules, (rules) => {
        expect(ruleDifference(rules, [...rules].reverse())).toEqual({ gained: [], lost: [] });
      }),
    );
  });
});
