import fc from "fast-check";
import { RE2JS } from "re2js";
import { overwritePattern } from "../../modules/gitlab/pattern";
import { readOverwrite } from "../../modules/gitlab/overwrite";

describe("a pattern as the runner reads it", () => {
  test.each([
    ["ci-.*", "review-ci-apps", true],
    ["^a|b$", "abc", true],
    ["^(?:a|b)$", "ab", false],
    ["^(?:a|b)$", "b", true],
    ["", "", false],
    ["^a\\.b$", "axb", false],
    ["^a.b$", "axb", true],
    ["^(?i)build$", "BUILD", true],
  ])("%s admits %s: %s", (pattern, name, admitted) => {
    expect(readOverwrite(pattern).admits(name)).toBe(admitted);
  });

  test.each([
    ["^(?:a|b)$", ["a", "b"]],
    ["^build-1$", ["build-1"]],
    ["^(?:a\\.b)$", ["a.b"]],
    ["", []],
    ["^(?:team=docs|kubernetes\\.io/arch=arm64)$", ["team=docs", "kubernetes.io/arch=arm64"]],
    ["^a.b$", undefined],
    ["^a|b$", undefined],
    ["^(a|b)$", undefined],
    ["^(?:a|(b))$", undefined],
    ["^(?:)$", undefined],
  ])("%s lists %j", (pattern, names) => {
    const read = readOverwrite(pattern).names;
    expect(read === undefined ? undefined : [...read]).toEqual(names);
  });

  test("throws what Go says of one that does not compile", () => {
    expect(() => readOverwrite("(?=a)")).toThrow("error parsing regexp: invalid or unsupported Perl syntax: `(?=`");
  });

  test("reads what jobrole writes as the list that it is", () => {
    const name = fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,8}[a-z0-9])?$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 5 }), (names) => {
        const { names: read, anchored, everything } = readOverwrite(overwritePattern(names));
        expect([...(read ?? [])]).toEqual([...names].sort());
        expect([anchored, everything]).toEqual([true, false]);
      }),
    );
  });

  // What can be mistaken for an anchor, a branch or a group, and the reverse.
  const piece = fc.constantFrom(
    ...["^", "$", "a", "b", "|", "(", ")", "(?:", "(?P<n>", "(?i)", "(?m)", "(?m:", "(?s-m:", "*", "?", "+", "{0}"],
    ...[
      "{1,2}",
      "\\A",
      "\\z",
      "\\b",
      "\\$",
      "\\^",
      "\\Q^",
      "\\E",
      "[^a]",
      "[$|]",
      "[]^]",
      "[[:^alpha:]$]",
      ".",
      "\\\\",
    ],
  );
  const pattern = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
  const TEXTS = texts(["a", "b", "^", "$", "\n"], 3);

  test("is called anchored only where every match is of the whole name", () => {
    fc.assert(
      fc.property(pattern, (source) => {
        const compiled = compile(source);
        if (compiled === undefined || !readOverwrite(source).anchored || source === "") return;
        for (const text of TEXTS) {
          if (compiled.matcher(text).find())
            expect([source, text, compiled.matches(text)]).toEqual([source, text, true]);
        }
      }),
      { numRuns: 3000, seed: 20261125 },
    );
  });

  test("lists names only where it admits no others", () => {
    fc.assert(
      fc.property(pattern, (source) => {
        const compiled = compile(source);
        if (compiled === undefined || source === "") return;
        const { admits, names } = readOverwrite(source);
        if (names === undefined) return;
        for (const text of TEXTS)
          expect([source, text, admits(text)]).toEqual([source, text, compiled.matcher(text).find()]);
      }),
      { numRuns: 1000, seed: 20261125 },
    );
  });
});

function compile(source: string): RE2JS | undefined {
  try {
    return RE2JS.compile(source);
  } catch {
    return undefined;
  }
}

/** Every text of up to so many of the letters. */
function texts(letters: readonly string[], length: number): readonly string[] {
  if (length === 0) return [""];
  const shorter = texts(letters, length - 1);
  return [...new Set([...shorter, ...shorter.flatMap((text) => letters.map((letter) => text + letter))])];
}
