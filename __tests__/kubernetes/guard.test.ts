import { type Guard, guardBinding, guardExtent, guardPolicy, readGuard } from "../../modules/kubernetes/guard";

const GUARD: Guard = {
  namespace: "ci-docs",
  name: "jobrole.p.ci-docs",
  creators: ["system:serviceaccount:ci-docs-manager:docs-manager"],
  connectors: ["system:serviceaccount:ci-docs-manager:docs-manager"],
  breakGlass: "sre:oncall",
  projects: { "docs-build": ["42", "77"], "docs-publish": ["42"] },
};

interface Policy {
  readonly spec: {
    readonly failurePolicy: string;
    readonly matchConstraints: { readonly resourceRules: readonly { operations: string[]; resources: string[] }[] };
    readonly variables: readonly { readonly name: string; readonly expression: string }[];
    readonly validations: readonly unknown[];
  };
}

describe("a guard", () => {
  const policy = guardPolicy(GUARD) as unknown as Policy;

  test("fails closed, and watches pods, their subresources and tokens", () => {
    expect(policy.spec.failurePolicy).toBe("Fail");
    expect(
      policy.spec.matchConstraints.resourceRules.flatMap(({ operations, resources }) =>
        resources.map((resource) => `${operations.join("+")} ${resource}`),
      ),
    ).toEqual([
      "CREATE+UPDATE pods",
      "UPDATE pods/ephemeralcontainers",
      "CONNECT pods/exec",
      "CONNECT pods/attach",
      "CONNECT pods/portforward",
      "CONNECT pods/proxy",
      "CREATE serviceaccounts/token",
    ]);
    expect(policy.spec.validations).toHaveLength(6);
  });

  test("holds its parameters as literals", () => {
    expect(policy.spec.variables.slice(0, 4)).toEqual([
      { name: "creators", expression: '["system:serviceaccount:ci-docs-manager:docs-manager"]' },
      { name: "connectors", expression: '["system:serviceaccount:ci-docs-manager:docs-manager"]' },
      { name: "breakGlass", expression: '["sre:oncall"]' },
      { name: "allowed", expression: '{"docs-build": ["42", "77"], "docs-publish": ["42"]}' },
    ]);
  });

  test("is bound to its namespace and denies", () => {
    expect(guardBinding(GUARD)).toMatchObject({
      metadata: { name: "jobrole.p.ci-docs" },
      spec: {
        policyName: "jobrole.p.ci-docs",
        validationActions: ["Deny"],
        matchResources: { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ci-docs" } } },
      },
    });
  });

  test("is read back as what it was, with and without a break-glass group", () => {
    const { namespace, name, creators, connectors, projects } = GUARD;
    const closed = { namespace, name, creators, connectors, projects };
    for (const guard of [GUARD, closed]) expect(readGuard(guardPolicy(guard), guardBinding(guard))).toEqual(guard);
  });

  test("is none when its binding only warns, binds another policy or another namespace", () => {
    const binding = (spec: object) => ({
      ...guardBinding(GUARD),
      spec: { ...(guardBinding(GUARD).spec as object), ...spec },
    });
    expect(readGuard(guardPolicy(GUARD), binding({ validationActions: ["Warn"] }))).toBeUndefined();
    expect(readGuard(guardPolicy(GUARD), binding({ policyName: "other" }))).toBeUndefined();
    expect(readGuard(guardPolicy(GUARD), binding({ matchResources: {} }))).toBeUndefined();
    expect(readGuard(guardPolicy(GUARD), undefined)).toBeUndefined();
  });

  test("is as large as the expression of its map", () => {
    expect(guardExtent(GUARD)).toEqual({ entries: 2, characters: 52 });
  });
});
