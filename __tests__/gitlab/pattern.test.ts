import fc from "fast-check";
import { RE2JS } from "re2js";
import { overwritePattern } from "../../modules/gitlab/pattern";

/** What the runner does: Go's regexp.MatchString, which finds a match anywhere. */
function admits(pattern: string, name: string): boolean {
  return RE2JS.compile(pattern).matcher(name).find();
}

describe("an overwrite pattern", () => {
  test("is anchored on both sides, sorted, and quotes what is no letter", () => {
    expect(overwritePattern(["docs-publish", "docs.build", "docs-publish"])).toBe("^(?:docs-publish|docs\\.build)$");
  });

  test("of no names is empty: the runner ignores the wish", () => {
    expect(overwritePattern([])).toBe("");
  });

  const name = fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,10}[a-z0-9])?$/);
  const hostile = (names: readonly string[]) =>
    names.flatMap((n) => [
      `${n}x`,
      `x${n}`,
      `${n}\n`,
      `\n${n}`,
      `${n} `,
      n.toUpperCase(),
      n.replaceAll(".", "x"),
      n.slice(1),
      n.slice(0, -1),
      `${n}|${n}`,
      "",
      ".*",
    ]);

  test("admits its names and nothing else", () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), fc.string(), (names, other) => {
        const pattern = overwritePattern(names);
        for (const n of names) expect(admits(pattern, n)).toBe(true);
        for (const n of [...hostile(names), other]) expect(admits(pattern, n)).toBe(names.includes(n));
      }),
    );
  });
});
