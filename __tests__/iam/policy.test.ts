import fc from "fast-check";
import {
  type Conditions,
  parsePolicy,
  parsePolicyDocument,
  policyDocument,
  policySize,
  type PlainStatement,
} from "../../modules/iam/policy";

const word = fc.constantFrom("s3:Get", "s3:Put", "kms:Decrypt", "ec2:Run");
const resource = fc.constantFrom("*", "arn:aws:s3:::a", "arn:aws:s3:::b/*");
const statement: fc.Arbitrary<PlainStatement> = fc.record(
  {
    Effect: fc.constantFrom("Allow" as const, "Deny" as const),
    Action: fc.array(word, { minLength: 1, maxLength: 3 }),
    Resource: fc.array(resource, { minLength: 1, maxLength: 3 }),
    Condition: fc.constantFrom<Conditions>(
      { Bool: { "aws:SecureTransport": ["true"] } },
      { StringLike: { "s3:prefix": ["a/*"] } },
    ),
  },
  { requiredKeys: ["Effect", "Action", "Resource"] },
);

/** What statements say, one atom for each action on each resource. */
function atoms(statements: readonly PlainStatement[]): ReadonlySet<string> {
  return new Set(
    statements.flatMap(({ Effect, Action, Resource = [], Condition }) =>
      Action.flatMap((action) => Resource.map((r) => JSON.stringify([Effect, action, r, Condition ?? null]))),
    ),
  );
}

describe("a policy document", () => {
  test("says what its statements say", () => {
    fc.assert(
      fc.property(fc.array(statement), (statements) => {
        expect(atoms(policyDocument(statements).Statement)).toEqual(atoms(statements));
      }),
    );
  });

  test("is the same whatever the order of its statements and lists", () => {
    fc.assert(
      fc.property(fc.array(statement), (statements) => {
        const reversed = [...statements].reverse().map((s) => ({ ...s, Action: [...s.Action].reverse() }));
        expect(policyDocument(reversed)).toEqual(policyDocument(statements));
      }),
    );
  });

  test("stays as it is when it is made again", () => {
    fc.assert(
      fc.property(fc.array(statement), (statements) => {
        const document = policyDocument(statements);
        expect(policyDocument(document.Statement)).toEqual(document);
        expect(parsePolicyDocument(JSON.parse(JSON.stringify(document)))).toEqual(document.Statement);
      }),
    );
  });

  test("joins statements that differ in their actions or in their resources only", () => {
    const allow = (action: string, on: string): PlainStatement => ({
      Effect: "Allow",
      Action: [action],
      Resource: [on],
    });
    expect(policyDocument([allow("s3:B", "y"), allow("s3:A", "x"), allow("s3:B", "x"), allow("s3:A", "y")])).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: ["s3:A", "s3:B"], Resource: ["x", "y"] }],
    });
  });

  test("is measured without white space", () => {
    const document = policyDocument([{ Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::a b"] }]);
    expect(policySize(document)).toBe(JSON.stringify(document).length - 1);
  });
});

describe("reading a policy document", () => {
  test("takes a text for a list, and numbers and booleans for texts", () => {
    const json = {
      Statement: {
        Effect: "Allow",
        Action: "s3:*",
        Resource: "*",
        Condition: { Bool: { "aws:SecureTransport": true } },
      },
    };
    expect(parsePolicyDocument(json)).toEqual([
      { Effect: "Allow", Action: ["s3:*"], Resource: ["*"], Condition: { Bool: { "aws:SecureTransport": ["true"] } } },
    ]);
  });

  test("understands what is excepted", () => {
    const Statement = { Effect: "Deny", NotPrincipal: { AWS: "a" }, NotAction: "s3:*", NotResource: ["b", "a"] };
    expect(parsePolicyDocument({ Version: "2012-10-17", Statement })).toEqual([
      { Effect: "Deny", NotPrincipal: { AWS: ["a"] }, NotAction: ["s3:*"], NotResource: ["a", "b"] },
    ]);
  });

  test("takes a document without a version for one of the first", () => {
    const Statement = { Effect: "Allow", Action: "s3:*", Resource: "*" };
    expect(parsePolicy({ Statement })?.version).toBe("2008-10-17");
    expect(parsePolicy({ Version: "2012-10-17", Statement })?.version).toBe("2012-10-17");
    expect(parsePolicy({ Version: "2020-01-01", Statement })).toBeUndefined();
  });

  test.each([
    ["an unknown effect", { Effect: "Maybe", Action: "s3:*", Resource: "*" }],
    ["no action", { Effect: "Allow", Resource: "*" }],
    ["an unknown element", { Effect: "Allow", Action: "s3:*", Resource: "*", Extra: 1 }],
    ["a principal of another shape", { Effect: "Allow", Action: "s3:*", Principal: 1 }],
    ["actions both ways", { Effect: "Allow", Action: "s3:*", NotAction: "s3:*", Resource: "*" }],
    ["resources both ways", { Effect: "Allow", Action: "s3:*", Resource: "*", NotResource: "x" }],
    ["principals both ways", { Effect: "Allow", Action: "s3:*", Principal: "*", NotPrincipal: "*" }],
    ["no actions", { Effect: "Allow", Resource: "*" }],
  ])("does not pretend to understand %s", (_, Statement) => {
    expect(parsePolicyDocument({ Version: "2012-10-17", Statement })).toBeUndefined();
  });
});
