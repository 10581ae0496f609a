import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOverwrite } from "../../modules/gitlab/overwrite";
import { overwritePattern } from "../../modules/gitlab/pattern";
import { command } from "../../sandbox/command";
import { component } from "../../sandbox/components";
import { hostileNames } from "./hostile-names";
import { whereComplete } from "./support";

/** What lists have that is valid, and unkind to a regular expression: ServiceAccounts, namespaces, labels. */
const DECLARED: readonly (readonly string[])[] = [
  ["docs-build", "docs-publish"],
  ["a"],
  ["a", "aa", "a-a", "a.a"],
  ["ci.docs", "ci-docs", "cixdocs-2"],
  ["0", "00", "0-0.0"],
  ["build", "build-2", "build-2.x", "rebuild"],
  [`${"x".repeat(62)}y`, "x".repeat(63)],
  // Of labels and annotations.
  ["kubernetes.io/arch=arm64", "example.com/team=a.b", "note=x-1"],
  Array.from({ length: 120 }, (_, i) => `job-${String(i)}`),
];

/**
 * The runner's own regular expressions, those of Go, by terraform: regexall finds what MatchString finds, unanchored.
 *
 * @see https://developer.hashicorp.com/terraform/language/functions/regexall
 */
async function admittedByGo(pattern: string, names: readonly string[]): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "jobrole-regexp-"));
  try {
    writeFileSync(join(folder, "input.json"), JSON.stringify({ pattern, names }));
    const expression =
      'jsonencode([for i in [jsondecode(file("input.json"))] : [for n in i.names : n if length(regexall(i.pattern, n)) > 0]][0])';
    const { code, stdout, stderr } = await command(component("terraform"), ["console"], {
      cwd: folder,
      input: `${expression}\n`,
    });
    if (code !== 0) throw new Error(stderr);
    // The console prints text as HCL, which JSON reads.
    return JSON.parse(JSON.parse(stdout) as string) as readonly string[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

whereComplete(
  "the pattern of a runner, in Go",
  () => {
    test.each(DECLARED.map((names) => [names.slice(0, 3).join(", "), names] as const))(
      "of %s admits these and no other of 2,000 hostile names, as it does here",
      async (_, declared) => {
        const pattern = overwritePattern(declared);
        const hostile = hostileNames(declared, 2000);
        expect(hostile).toHaveLength(2000);
        const asked = [...declared, ...hostile];
        const admitted = await admittedByGo(pattern, asked);
        expect([...admitted].sort()).toEqual([...declared].sort());
        const { admits } = readOverwrite(pattern);
        expect(asked.filter(admits)).toEqual(admitted);
      },
    );
  },
  ["terraform"],
);
