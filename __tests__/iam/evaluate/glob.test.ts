import fc from "fast-check";
import { glob, globMatches } from "../../../modules/iam/evaluate/glob";

const characters = fc.constantFrom("a", "b", "/", ":", "*", "?", "$", ".");
const text = fc.array(characters, { maxLength: 12 }).map((parts) => parts.join(""));

/** The same by the engine of JavaScript. */
function asRegExp(pattern: string): RegExp {
  const escaped = pattern.replace(/[$.]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
  return new RegExp(`^${escaped}$`, "s");
}

test("a glob stands for the texts that the same regular expression stands for", () => {
  fc.assert(
    fc.property(text, text, (pattern, value) => {
      expect(globMatches(glob(pattern), value)).toBe(asRegExp(pattern).test(value));
    }),
    { numRuns: 3000, seed: 1 },
  );
});

test("a pattern with many wildcards is not slow on a text that nearly fits", () => {
  const start = performance.now();
  expect(globMatches(glob(`${"*a".repeat(500)}b`), "a".repeat(5000))).toBe(false);
  expect(performance.now() - start).toBeLessThan(2000);
});
