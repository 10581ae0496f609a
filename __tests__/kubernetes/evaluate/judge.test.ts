import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { type BoundRules, judge } from "../../../modules/kubernetes/evaluate/judge";
import type { KubernetesRequest } from "../../../modules/kubernetes/evaluate/request";
import type { PolicyRule } from "../../../modules/kubernetes/rbac";
import { boundRules, request, rule } from "./arbitraries";

/** A case of cases/: what is bound is called first, second, third in the reasons of `expect`. */
interface Case {
  readonly name: string;
  readonly request: KubernetesRequest;
  readonly bound: readonly {
    /** A namespace, or `cluster`. */
    readonly scope: string;
    /** Lists that are left out are empty. */
    readonly rules: readonly Partial<PolicyRule>[] | { readonly unknown: string };
    readonly aggregates?: string;
  }[];
  /** The reasons of "cannot tell". */
  readonly expect: "allowed" | "denied" | readonly string[];
}

const FOLDER = join(__dirname, "cases");
const NUMBERS = ["first", "second", "third", "fourth"];
const EMPTY: PolicyRule = { apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [], verbs: [] };

describe.each(readdirSync(FOLDER))("%s", (file) => {
  const cases = JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as readonly Case[];

  test.each(cases)("$name", ({ request: asked, bound, expect: expected }) => {
    const verdict = judge(asked, bound.map(boundOf));
    if (typeof expected === "string") expect(verdict.verdict).toBe(expected);
    else expect(verdict).toEqual({ verdict: "cannot tell", why: expected });
  });
});

function boundOf({ scope, rules, ...rest }: Case["bound"][number], i: number): BoundRules {
  return {
    source: NUMBERS[i] ?? "",
    scope: scope === "cluster" ? scope : { namespace: scope },
    rules: "unknown" in rules ? rules : rules.map((given) => ({ ...EMPTY, ...given })),
    ...rest,
  };
}

describe("a verdict", () => {
  const pods = { ...EMPTY, apiGroups: [""], resources: ["pods"], verbs: ["get"] };
  const everything = { ...EMPTY, apiGroups: ["*"], resources: ["*"], verbs: ["*"] };
  const getPods = { verb: "get", group: "", resource: "pods", namespace: "docs" };

  test("names the first rule that allows, and what gives it", () => {
    const scope = { namespace: "docs" };
    const bound = [
      { source: "Role other", scope, rules: [{ ...pods, verbs: ["list"] }] },
      { source: "Role reader", scope, rules: [{ ...pods, verbs: ["list"] }, pods, everything] },
      { source: "Role owner", scope, rules: [everything] },
    ];
    expect(judge(getPods, bound)).toEqual({ verdict: "allowed", by: { source: "Role reader", rule: pods } });
  });

  test("gives each reason once", () => {
    const bound = { source: "ClusterRole x", scope: "cluster", rules: { unknown: "not read" } } as const;
    expect(judge(getPods, [bound, bound])).toEqual({ verdict: "cannot tell", why: ["ClusterRole x: not read"] });
  });

  test("of what is bound nowhere is no", () => {
    fc.assert(
      fc.property(request, (asked) => {
        expect(judge(asked, [])).toEqual({ verdict: "denied" });
      }),
    );
  });

  test("does not turn to no when more is bound, and does not depend on the order", () => {
    fc.assert(
      fc.property(request, fc.array(boundRules, { maxLength: 4 }), boundRules, (asked, bound, more) => {
        const before = judge(asked, bound).verdict;
        const after = judge(asked, [...bound, more]).verdict;
        const order = ["denied", "cannot tell", "allowed"];
        expect(order.indexOf(after)).toBeGreaterThanOrEqual(order.indexOf(before));
        expect(judge(asked, [more, ...bound].reverse()).verdict).toBe(after);
      }),
    );
  });

  test("is the strongest of the verdicts about each part", () => {
    fc.assert(
      fc.property(request, fc.array(boundRules, { maxLength: 4 }), (asked, bound) => {
        const parts = bound.map((part) => judge(asked, [part]).verdict);
        const strongest = (["allowed", "cannot tell"] as const).find((verdict) => parts.includes(verdict)) ?? "denied";
        expect(judge(asked, bound).verdict).toBe(strongest);
      }),
    );
  });

  test("is never no where rules are unknown that count there", () => {
    fc.assert(
      fc.property(request, fc.array(boundRules), (asked, bound) => {
        const unknown = { source: "ClusterRole x", scope: "cluster", rules: { unknown: "not read" } } as const;
        expect(judge(asked, [...bound, unknown]).verdict).not.toBe("denied");
      }),
    );
  });

  test("by a RoleBinding is the same in its namespace as by a ClusterRoleBinding, and no everywhere else", () => {
    fc.assert(
      fc.property(request, fc.array(rule), (asked, rules) => {
        const inside = judge(asked, [{ source: "", scope: { namespace: "a" }, rules }]).verdict;
        const everywhere = judge(asked, [{ source: "", scope: "cluster", rules }]).verdict;
        expect(inside).toBe("namespace" in asked && asked.namespace === "a" ? everywhere : "denied");
      }),
    );
  });
});
