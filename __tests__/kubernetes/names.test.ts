import {
  dnsLabelProblem,
  dnsSubdomainProblem,
  helmReleaseProblem,
  pathSegmentProblem,
  quantityProblem,
} from "../../modules/kubernetes/names";

describe.each<[string, (text: string) => string | undefined, readonly string[], readonly string[]]>([
  [
    "a namespace",
    dnsLabelProblem,
    ["a", "1a", "ci-docs", "x".repeat(63)],
    ["", "A", "a.b", "-a", "a-", "a_b", "x".repeat(64)],
  ],
  [
    "a ServiceAccount",
    dnsSubdomainProblem,
    ["a", "a.b", "a-b.c-1"],
    ["", "a..b", ".a", "a.", "A", "a_b", "x".repeat(254)],
  ],
  ["an RBAC name", pathSegmentProblem, ["view", "system:node", "A b"], ["", ".", "..", "a/b", "a%b"]],
  ["a release", helmReleaseProblem, ["a", "ci-prod-docs", "x".repeat(53)], ["", "A", "a.b", "x".repeat(54)]],
  [
    "a quantity",
    quantityProblem,
    ["1", "0.5", "500m", "8Gi", "1e3", "128974848"],
    ["", "half", "8GB", "-1", "1 Gi", "m"],
  ],
])("%s", (_, rule, good, bad) => {
  test.each(good)("may be %j", (text) => {
    expect(rule(text)).toBeUndefined();
  });
  test.each(bad)("may not be %j", (text) => {
    expect(rule(text)).toMatch(/^(expected|\d+ characters)/);
  });
});
