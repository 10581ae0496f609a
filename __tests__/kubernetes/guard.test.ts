import { type Guard, guardBinding, guardPolicy, guardSize } from "../../modules/kubernetes/guard";
import { readGuard } from "../../modules/kubernetes/read-guard";

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
      "UPDATE pods/status",
      "UPDATE pods/ephemeralcontainers",
      "CONNECT pods/exec",
      "CONNECT pods/attach",
      "CONNECT pods/portforward",
      "CONNECT pods/proxy",
      "CREATE serviceaccounts/token",
      "CREATE secrets",
    ]);
    expect(policy.spec.validations).toHaveLength(8);
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

  test("divides a map that outgrows an expression, and is read back as what it was", () => {
    const projects = Object.fromEntries(Array.from({ length: 2500 }, (_, i) => [`job-${String(i)}`, [String(i + 1)]]));
    const large = { ...GUARD, projects };
    const { variables } = (guardPolicy(large) as unknown as Policy).spec;
    const shards = variables.filter(({ name }) => name.startsWith("allowed"));
    expect(shards.map(({ name, expression }) => [name, Object.keys(JSON.parse(expression) as object).length])).toEqual([
      ["allowed", 1000],
      ["allowed_1", 1000],
      ["allowed_2", 500],
    ]);
    expect(variables.at(-1)).toEqual({
      name: "projects",
      expression:
        "variables.serviceAccount in variables.allowed ? variables.allowed[variables.serviceAccount] : " +
        "variables.serviceAccount in variables.allowed_1 ? variables.allowed_1[variables.serviceAccount] : " +
        "variables.serviceAccount in variables.allowed_2 ? variables.allowed_2[variables.serviceAccount] : []",
    });
    expect(readGuard(guardPolicy(large), guardBinding(large))).toEqual(large);
  });

  test("of nobody lets nobody in", () => {
    const closed = { ...GUARD, projects: {} };
    expect(readGuard(guardPolicy(closed), guardBinding(closed))).toEqual(closed);
  });

  test("is as large as its map", () => {
    expect(guardSize(GUARD)).toBe(52);
  });
});
