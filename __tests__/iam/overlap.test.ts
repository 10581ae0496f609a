import fc from "fast-check";
import { literalPrefix, overlap } from "../../modules/iam/overlap";
import { wildcard } from "../../modules/iam/wildcard";

describe("two patterns have a text in common", () => {
  test.each([
    ["", "", true],
    ["a", "a", true],
    ["a", "b", false],
    ["*", "", true],
    ["?", "", false],
    ["a*", "*b", true],
    ["a*", "b*", false],
    ["a?c", "ab?", true],
    ["*a*", "*b*", true],
    ["a*b", "a*c", false],
    ["arn:aws:s3:::b/*", "arn:*:s3:::*", true],
    ["arn:aws:s3:::b/x/*", "arn:aws:s3:::b/y/*", false],
  ])("%s and %s: %s", (a, b, expected) => {
    expect(overlap(a, b)).toBe(expected);
    expect(overlap(b, a)).toBe(expected);
  });

  const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 6 });
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 6 });

  test("when one is a text, this is whether the other matches it", () => {
    fc.assert(fc.property(text, pattern, (t, p) => overlap(t, p) === wildcard(p).test(t)));
  });

  test("whenever some text matches both", () => {
    fc.assert(
      fc.property(text, pattern, pattern, (t, p, q) => {
        fc.pre(wildcard(p).test(t) && wildcard(q).test(t));
        expect(overlap(p, q)).toBe(true);
      }),
    );
  });
});

test("the literal prefix of a pattern ends before its first wildcard", () => {
  expect(["a/b*c", "?a", "abc"].map(literalPrefix)).toEqual(["a/b", "", "abc"]);
});
