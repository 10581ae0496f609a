import { fileText } from "./support/examples";

describe("docs/threats.md", () => {
  const rows = fileText("docs", "threats.md")
    .split("\n")
    .flatMap((line) => {
      const [, file, name] = /\| ([\w/-]+\.(?:test|e2e)\.ts): ([^|]+) \|$/.exec(line) ?? [];
      return file === undefined || name === undefined ? [] : [[file, name.trim()] as const];
    });

  test("names a test for every attack", () => {
    const attacks = fileText("docs", "threats.md")
      .split("\n")
      .filter((line) => /^\| [a-z]/i.test(line) && !line.startsWith("| attack |"));
    expect(rows).toHaveLength(attacks.length);
  });

  test.each(rows)("names a test that is there: %s: %s", (file, name) => {
    expect(fileText("__tests__", file)).toContain(name);
  });
});
