import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inFolder, jobrole } from "../support/cli";

const HEAD = `name: p
aws: { account: "111122223333", region: eu-central-1 }
cluster: { name: c }
`;
const RUNNER = `runners: { r: { refs: protected, tokenSecret: t, defaultIdentity: build } }
`;
const TEAM = `gitlab: { projects: { a/b: { id: 1 } } }
identities: { build: { runner: r, projects: [a/b], allow: [] } }
`;

/** What `check` says of files by their path; the first is what it is given. */
function checked(files: Readonly<Record<string, string>>, ...configs: readonly string[]): readonly string[] {
  let said: readonly string[] = [];
  inFolder((folder) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const args = configs.flatMap((config) => ["--config", config]);
    const { stdout, stderr } = jobrole(folder, ["check", ...args]);
    said = `${stderr}${stdout}`.split("\n").filter((line) => line !== "");
  });
  return said;
}

const CLEAN = ["0 errors, 0 warnings"];

describe("a declaration in several files", () => {
  test("includes files and folders, each once", () => {
    const files = {
      "main.yaml": `include: [shared/runner.yaml, teams]\n${HEAD}`,
      "shared/runner.yaml": `include: [../teams/a.yaml]\n${RUNNER}`,
      "teams/a.yaml": TEAM,
    };
    expect(checked(files, "main.yaml")).toEqual(CLEAN);
  });

  test("is a folder of them", () => {
    expect(checked({ "d/1.yaml": HEAD, "d/2.yml": RUNNER, "d/3.yaml": TEAM, "d/notes.txt": "{" }, "d")).toEqual(CLEAN);
  });

  test("merges settings that are declared in part", () => {
    const files = {
      "main.yaml": `include: [all.yaml]\nname: p\naws: { account: "111122223333" }\ncluster: { name: c }\n`,
      "all.yaml": `aws: { region: eu-central-1, tags: { a: b } }\n${RUNNER}${TEAM}`,
    };
    expect(checked(files, "main.yaml")).toEqual(CLEAN);
  });

  test("names both places of a key that is declared twice", () => {
    const files = {
      "main.yaml": `include: [a.yaml, b.yaml]\n${HEAD}`,
      "a.yaml": `${RUNNER}${TEAM}`,
      "b.yaml": `name: q\nidentities:\n  build: { runner: r, projects: [a/b], allow: [] }\n`,
    };
    expect(checked(files, "main.yaml")).toEqual([
      "b.yaml:1:1: error: name: declared already at main.yaml:2:1 [duplicate-key]",
      "  fix: keep one of the two, or give one another key",
      "b.yaml:3:3: error: identities.build: declared already at a.yaml:3:15 [duplicate-key]",
      "  fix: keep one of the two, or give one another key",
      "2 errors, 0 warnings",
    ]);
  });

  test("points at the file and line of a mistake, wherever it is", () => {
    const files = {
      "main.yaml": `include: [teams/]\n${HEAD}${RUNNER}`,
      "teams/a.yaml": TEAM,
      "teams/b.yaml": `identities:\n  other: { runner: q, projects: [a/b], allow: [] }\n`,
    };
    expect(checked(files, "main.yaml")).toEqual([
      'teams/b.yaml:2:20: error: identities.other.runner: got "q", expected a declared runner [unknown-reference]',
      '  fix: did you mean "r"?',
      "1 error, 0 warnings",
    ]);
  });

  test("says what is missing in all of them at the first", () => {
    expect(checked({ "main.yaml": "include: [a.yaml]\nname: p\n", "a.yaml": "identities: {}\n" }, "main.yaml")).toEqual(
      [
        "main.yaml:1:1: error: the declaration: aws is missing, expected a map [schema]",
        "  fix: add it",
        "1 error, 0 warnings",
      ],
    );
  });

  test.each([
    [
      "a cycle",
      { "main.yaml": `${HEAD}include: [a.yaml]\n`, "a.yaml": "include: [main.yaml]\nidentities: {}\n" },
      "a.yaml:1:11: error: main.yaml includes itself [file]",
    ],
    [
      "a file that is not there",
      { "main.yaml": `${HEAD}identities: {}\ninclude:\n  - teams/a.yaml\n` },
      "main.yaml:6:5: error: teams/a.yaml does not exist [file]",
    ],
    [
      "an empty folder",
      { "main.yaml": `${HEAD}identities: {}\ninclude: [teams]\n`, "teams/x.txt": "" },
      "main.yaml:5:11: error: the folder teams has no YAML files [file]",
    ],
    [
      "something else than a list",
      { "main.yaml": `${HEAD}identities: {}\ninclude: teams\n` },
      "main.yaml:5:10: error: include: got something else, expected a list of files and folders [file]",
    ],
    [
      "a file that is no map",
      { "main.yaml": `${HEAD}identities: {}\ninclude: [a.yaml]\n`, "a.yaml": "- x\n" },
      "a.yaml:1:1: error: the declaration: got a list or a text, expected a map [schema]",
    ],
    [
      "a file that is no YAML",
      { "main.yaml": `${HEAD}identities: {}\ninclude: [a.yaml]\n`, "a.yaml": "a: [\n" },
      "a.yaml:2:1: error: Flow sequence in block collection must be sufficiently indented and end with a ] [yaml]",
    ],
    [
      "a binary file",
      { "main.yaml": `${HEAD}identities: {}\ninclude: [a.yaml]\n`, "a.yaml": "a: \0\n" },
      "a.yaml:1:1: error: the file is a binary file [file]",
    ],
  ])("refuses to include %s", (_, files, first) => {
    const said = checked(files, "main.yaml");
    expect([said[0], said.at(-1)]).toEqual([first, "1 error, 0 warnings"]);
  });
});

describe("several declarations", () => {
  const platform = (name: string, more = "", agent = "podIdentityAgent: present") => `name: ${name}
aws: { account: "111122223333", region: eu-central-1 }
cluster: { name: c, ${agent} }
${RUNNER}${TEAM}${more}`;

  test("are checked one by one, and together", () => {
    expect(checked({ "a.yaml": platform("a"), "b.yaml": platform("b") }, "a.yaml", "b.yaml")).toEqual(CLEAN);
    expect(checked({ "a.yaml": platform("a"), "b.yaml": `${platform("b")}x: 1\n` }, "a.yaml", "b.yaml")).toEqual([
      expect.stringMatching(/^b.yaml:7:1: error: the declaration: got the key "x", expected /) as string,
      "  fix: take it out",
      "1 error, 0 warnings",
    ]);
  });

  test.each([
    ["platform", platform("a"), 'name: got the name of a platform "a", which name of a has already in one output'],
    [
      "bucket",
      platform("b", "buckets: { x: { name: acme-x } }\n"),
      'buckets.x: got the bucket "acme-x", which buckets.y of a has already in partition aws',
    ],
    [
      "role",
      platform("b").replace("allow: []", "names: { role: A-build }, allow: []"),
      'identities.build: got the role "A-build", which identities.build of a has already in account 111122223333',
    ],
    [
      "namespace",
      platform("b").replace("refs:", "namespace: a-r, refs:"),
      'runners.r: got the namespace "a-r", which runners.r of a has already in cluster arn:aws:eks:eu-central-1:111122223333:cluster/c',
    ],
    [
      "add-on",
      platform("b", "", "podIdentityAgent: install"),
      'cluster: got the add-on "eks-pod-identity-agent", which cluster of a has already in cluster arn:aws:eks:eu-central-1:111122223333:cluster/c',
    ],
  ])("do not share a %s", (_, second, message) => {
    const first = platform("a", "buckets: { y: { name: acme-x } }\n", "podIdentityAgent: install");
    const said = checked({ "a.yaml": first, "b.yaml": second }, "a.yaml", "b.yaml");
    expect(said.join("\n")).toContain(`error: ${message} [together]`);
  });

  test("make one OIDC provider for an issuer in an account, and the others use it", () => {
    const declared = (name: string, provider: string) =>
      `name: ${name}\naws: { account: "111122223333", region: eu-west-1 }\n` +
      `gitlab: { oidcProvider: ${provider} }\nidentities: {}\n`;
    const existing = '{ existing: "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }';
    const said = (provider: string) =>
      checked({ "a.yaml": declared("a", "create"), "b.yaml": declared("b", provider) }, "a.yaml", "b.yaml");
    expect(said(existing)).toEqual(CLEAN);
    expect(said("create")).toEqual([
      'b.yaml:3:25: error: gitlab.oidcProvider: got the OIDC provider "gitlab.com", which gitlab.oidcProvider of a has already in account 111122223333 [together]',
      "  fix: make it in one of them, and name it by existing in the others",
      "1 error, 0 warnings",
    ]);
  });

  test("are written into one output, each proved, each with its summary", () => {
    inFolder((folder) => {
      writeFileSync(join(folder, "a.yaml"), platform("a"));
      writeFileSync(join(folder, "b.yaml"), platform("b"));
      const { code, stdout } = jobrole(folder, ["synth", "-c", "a.yaml", "-c", "b.yaml"]);
      expect(code).toBe(0);
      for (const name of ["a", "b"]) {
        expect(stdout).toContain(`${name}: checked, 0 warnings; what was written says what was declared.`);
        expect(stdout).toContain(`  cdktf.out/stacks/${name}-identities\n  cdktf.out/stacks/${name}-runners\n`);
      }
      const access = jobrole(folder, ["access", "-c", "a.yaml", "-c", "b.yaml"]);
      expect(access.stdout).toMatch(/^a\n\nproject[^]*\nb\n\nproject/);
    });
  });
});

describe("a compiled module", () => {
  const module = (text: string) => checked({ "p.js": text }, "p.js");

  test("is the declaration that it exports by default", () => {
    inFolder((folder) => {
      const program = join(__dirname, "..", "..", "dist", "examples", "typescript", "platform.js");
      const { code, stdout } = jobrole(folder, ["check", "--config", program]);
      expect([code, stdout]).toEqual([0, "0 errors, 0 warnings\n"]);
    });
  });

  test.each([
    ["exports something else", "module.exports = { name: 'p' };", "the module exports no declaration by default"],
    ["throws", "throw new Error('no');", "the module cannot be loaded: no"],
  ])("is told where it %s", (_, text, message) => {
    expect(module(text)).toEqual([
      `p.js:1:1: error: ${message} [file]`,
      "  fix: export default platform({ … }), and name the compiled module",
      "1 error, 0 warnings",
    ]);
  });

  test("that is not there is told", () => {
    expect(checked({}, "q.js")[0]).toBe("q.js:1:1: error: the file does not exist [file]");
  });
});
