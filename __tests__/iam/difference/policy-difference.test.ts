import * as fc from "fast-check";
import { context } from "../../../modules/iam/evaluate/context";
import { compile, type Request } from "../../../modules/iam/evaluate/judge";
import { type PolicyDifference, policyDifference, type Region } from "../../../modules/iam/difference/difference";
import type { Statement } from "../../../modules/iam/policy";

const PRINCIPAL = { kind: "AWS", name: "arn:aws:iam::111122223333:role/r", account: "111122223333" } as const;

const ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:PutObjectAcl", "s3:ListBucket", "iam:PassRole", "iam:GetRole"];
const ACTION_PATTERNS = [...ACTIONS, "*", "s3:*", "s3:Put*", "s3:?etObject", "S3:getobject", "*:*Role", "s3:*Object*"];
const RESOURCES = [
  "arn:aws:s3:::site/public/a",
  "arn:aws:s3:::site/public/blue/b",
  "arn:aws:s3:::site/drafts/a",
  "arn:aws:s3:::logs/a",
  "arn:aws:iam::111122223333:role/blue",
  "*",
];
const RESOURCE_PATTERNS = [
  ...RESOURCES,
  "arn:aws:s3:::site/*",
  "arn:aws:s3:::site/public/*",
  "arn:aws:s3:::*/a",
  "arn:aws:s3:::????/a",
  "arn:aws:s3",
  "arn:aws:s3:::site/public/${aws:PrincipalTag/team}/*",
  "arn:aws:iam::*:role/${aws:PrincipalTag/team}",
  "arn:*",
];
const VALUES = ["blue", "red", "re*", "*", "${aws:PrincipalTag/team}"];
const OPERATORS = ["StringEquals", "StringNotEquals", "StringLike", "StringLikeIfExists", "ForAllValues:StringLike"];

const some = (texts: readonly string[], most: number) =>
  fc.uniqueArray(fc.constantFrom(...texts), { minLength: 1, maxLength: most });

const conditions = fc.option(
  fc.record({
    operator: fc.constantFrom(...OPERATORS, "Null"),
    key: fc.constantFrom("aws:PrincipalTag/team", "AWS:principaltag/team", "s3:prefix"),
    values: some(VALUES, 3),
  }),
  { nil: undefined, freq: 2 },
);

const statement: fc.Arbitrary<Statement> = fc
  .record({
    Effect: fc.constantFrom("Allow" as const, "Allow" as const, "Deny" as const),
    actions: some(ACTION_PATTERNS, 3),
    resources: some(RESOURCE_PATTERNS, 3),
    notAction: fc.boolean().chain((b) => (b ? fc.boolean() : fc.constant(false))),
    notResource: fc.boolean().chain((b) => (b ? fc.boolean() : fc.constant(false))),
    condition: conditions,
  })
  .map(({ Effect, actions, resources, notAction, notResource, condition }): Statement => ({
    Effect,
    ...(notAction ? { NotAction: actions } : { Action: actions }),
    ...(notResource ? { NotResource: resources } : { Resource: resources }),
    ...(condition === undefined
      ? {}
      : {
          Condition: {
            [condition.operator]: { [condition.key]: condition.operator === "Null" ? ["true"] : condition.values },
          },
        }),
  }));

const policy = fc.array(statement, { maxLength: 4 });

/** Two policies; the second is often the first with a statement more, less or changed. */
const pair = fc.oneof(
  fc.tuple(policy, policy),
  fc.tuple(policy, policy).map(([a, b]) => [a, [...a, ...b]] as const),
  fc.tuple(policy, statement).map(
    ([a, more]) =>
      [
        [...a, more],
        [...a.slice(1), more],
      ] as const,
  ),
);

const CONTEXTS: readonly Readonly<Record<string, string>>[] = [
  {},
  { "aws:PrincipalTag/team": "blue" },
  { "aws:PrincipalTag/team": "red", "s3:prefix": "re*" },
  { "s3:prefix": "blue" },
];

const REQUESTS: readonly Request[] = ACTIONS.flatMap((action) =>
  RESOURCES.flatMap((resource) =>
    CONTEXTS.map((known) => ({ action, resource, principal: PRINCIPAL, context: context(known, "absent") })),
  ),
);

/** What each request is judged by a policy. */
function verdicts(statements: readonly Statement[]): readonly string[] {
  const judge = compile({ identity: [{ name: "p", version: "2012-10-17", statements }], unknown: [] });
  return REQUESTS.map((request) => judge(request).verdict);
}

function allRegions({ allowed, denied }: PolicyDifference): readonly Region[] {
  return [...allowed.gained, ...allowed.lost, ...denied.gained, ...denied.lost];
}

/** Whether each request is in one of the regions. */
function inside(regions: readonly Region[]): readonly boolean[] {
  const found = regions.map(({ statement: own, except }) => {
    const about = (each: Statement) => verdicts([{ ...each, Effect: "Allow" }]);
    const excepted = except.map(about);
    return about(own).map((verdict, i) => verdict === "allowed" && excepted.every((other) => other[i] !== "allowed"));
  });
  return REQUESTS.map((_, i) => found.some((region) => region[i]));
}

const SITE = "arn:aws:s3:::site/*";

function allow(actions: readonly string[], resources: readonly string[], more: Partial<Statement> = {}): Statement {
  return { Effect: "Allow", Action: actions, Resource: resources, ...more } as Statement;
}

describe("the difference of two policies", () => {
  test("is nothing where a wildcard is written in another way", () => {
    expect(allRegions(policyDifference([allow(["s3:*"], [SITE])], [allow(["S3:*", "s3:GetObject"], [SITE])]))).toEqual(
      [],
    );
  });

  test("is what a wildcard newly says, without what it swallows", () => {
    const before = allow(["s3:GetObject"], ["arn:aws:s3:::site/public/*"]);
    expect(policyDifference([before], [allow(["s3:*"], ["*"])]).allowed).toEqual({
      gained: [{ statement: allow(["s3:*"], ["*"]), except: [before] }],
      lost: [],
    });
  });

  test("is only the actions and resources that are new", () => {
    const before = allow(["s3:GetObject"], ["arn:aws:s3:::site/public/*"]);
    const after = allow(["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::site/drafts/*", "arn:aws:s3:::site/public/*"]);
    expect(policyDifference([before], [after]).allowed.gained).toEqual([
      { statement: allow(["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::site/drafts/*"]), except: [] },
      { statement: allow(["s3:PutObject"], ["arn:aws:s3:::site/public/*"]), except: [] },
    ]);
  });

  test("is a condition that is no longer asked for", () => {
    const bound = allow(["s3:GetObject"], [SITE], { Condition: { Bool: { "aws:SecureTransport": ["true"] } } });
    const free = allow(["s3:GetObject"], [SITE]);
    expect(policyDifference([bound], [free]).allowed).toEqual({
      gained: [{ statement: free, except: [bound] }],
      lost: [],
    });
    expect(policyDifference([free], [bound]).allowed).toEqual({
      gained: [],
      lost: [{ statement: free, except: [bound] }],
    });
  });

  test("is a denial that goes, whatever is allowed", () => {
    const denial: Statement = { Effect: "Deny", NotAction: ["s3:*"], Resource: ["*"] };
    expect(policyDifference([denial], []).denied).toEqual({ gained: [], lost: [{ statement: denial, except: [] }] });
  });

  test("is not what a denial takes back at once", () => {
    const denial: Statement = { Effect: "Deny", Action: ["s3:*"], Resource: ["*"] };
    expect(policyDifference([denial], [denial, allow(["s3:GetObject"], [SITE])]).allowed.gained).toEqual([]);
  });

  test("is who is newly trusted", () => {
    const trust = (names: readonly string[]): Statement => ({
      Effect: "Allow",
      Principal: { AWS: names },
      Action: ["sts:AssumeRole"],
    });
    expect(policyDifference([trust(["a"])], [trust(["a", "b"])], "resource").allowed).toEqual({
      gained: [{ statement: trust(["b"]), except: [trust(["a"])] }],
      lost: [],
    });
  });

  test("of the largest policies is made in a moment", () => {
    const many = (prefix: string) =>
      allow(
        Array.from({ length: 200 }, (_, i) => `s3:${prefix}${String(i)}*`),
        Array.from({ length: 200 }, (_, i) => `arn:aws:s3:::*/${prefix}${String(i)}/*`),
      );
    const start = performance.now();
    policyDifference([many("a"), many("b")], [many("c"), many("d")]);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test("has exactly the requests in it that are judged otherwise", () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const [old, now] = [verdicts(before), verdicts(after)];
        const differs = REQUESTS.map((_, i) => old[i] !== now[i]);
        expect(inside(allRegions(policyDifference(before, after)))).toEqual(differs);
      }),
      { numRuns: 500 },
    );
  });

  test("is nothing for a policy and itself in another order", () => {
    fc.assert(
      fc.property(policy, (statements) => {
        const reversed = [...statements].reverse().map((each): Statement => ({ ...each, Sid: "other" }));
        expect(allRegions(policyDifference(statements, reversed))).toEqual([]);
      }),
    );
  });
});
