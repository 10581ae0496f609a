import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFolder, jobrole, ROOT } from "../support/cli";

describe("jobrole check", () => {
  test("is silent about a good declaration but for the count, and does not load cdktf", () => {
    const trace = join(ROOT, "__tests__", "support", "no-cdktf.js");
    const { code, stdout, stderr } = jobrole(ROOT, ["check"], { NODE_OPTIONS: `--require ${trace}` });
    expect([code, stdout, stderr]).toEqual([0, "0 errors, 0 warnings\n", ""]);
  });

  test("says of a full disk that its output is not written", () => {
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, "dist", "main.js"), "check"], {
      cwd: ROOT,
      encoding: "utf8",
      stdio: ["ignore", full, "pipe"],
    });
    closeSync(full);
    expect([status, stderr]).toEqual([1, "error: cannot write the output: ENOSPC: no space left on device, write\n"]);
  });

  test("says of every file of a folder what is wrong with it", () => {
    inFolder((folder) => {
      mkdirSync(join(folder, "teams", "b.yaml"), { recursive: true });
      symlinkSync("nowhere", join(folder, "teams", "a.yaml"));
      writeFileSync(join(folder, "teams", "c.yaml"), "- x\n");
      const { code, stderr } = jobrole(folder, ["check", "--config", "teams"]);
      expect(code).toBe(1);
      expect(stderr.split("\n").filter((line) => line.includes("error:"))).toEqual([
        "teams/a.yaml:1:1: error: teams/a.yaml does not exist [file]",
        "teams/b.yaml:1:1: error: teams/b.yaml is no file [file]",
        "teams/c.yaml:1:1: error: the declaration: got a list or a text, expected a map [schema]",
      ]);
    });
  });

  test.each<[string, (file: string) => void, string]>([
    ["is missing", () => undefined, "the file does not exist"],
    [
      "is an empty folder",
      (file) => {
        mkdirSync(file);
      },
      "the folder x.yaml has no YAML files",
    ],
    [
      "is empty",
      (file) => {
        writeFileSync(file, "");
      },
      "the file is empty",
    ],
    [
      "is not text",
      (file) => {
        writeFileSync(file, Buffer.from([0xff, 0xfe, 0x00, 0x01]));
      },
      "the file is not UTF-8 text",
    ],
    [
      "is binary",
      (file) => {
        writeFileSync(file, "name: p\0");
      },
      "the file is a binary file",
    ],
  ])("says that a file %s", (_, make, message) => {
    inFolder((folder) => {
      make(join(folder, "x.yaml"));
      const { code, stderr } = jobrole(folder, ["check", "--config", "x.yaml"]);
      expect(code).toBe(1);
      expect(stderr).toMatch(new RegExp(`^x.yaml:1:1: error: ${message} \\[(file|yaml)\\]\\n  fix: .+\\n$`));
    });
  });
});

describe("jobrole access", () => {
  test("says in full what one identity may do", () => {
    const { code, stdout } = jobrole(ROOT, ["access", "docs-publish"]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      [
        "docs-publish",
        "  is            jobs of acme/docs (42) on runner docs, refs protected, tags docs",
        "  provided      runner docs is registered as protected, and pipeline variables, which choose an identity as jobs do, are for maintainers",
        "  runs as       ci-docs/docs-publish",
        "  gets role     arn:aws:iam::123456789012:role/ci-prod-docs-publish",
        "  by trust in   pod identity of ci-docs/docs-publish in arn:aws:eks:ap-northeast-1:123456789012:cluster/gitlab-cluster-blog",
        "  in AWS        Allow cloudfront:CreateInvalidation on arn:aws:cloudfront::123456789012:distribution/E1",
        "                Allow s3:AbortMultipartUpload, s3:DeleteObject, s3:GetObject, s3:PutObject on arn:aws:s3:::ci-prod-site/public/*",
        "  in Kubernetes ClusterRole view in namespace docs",
        "",
      ].join("\n"),
    );
  });

  test("speaks Markdown and JSON", () => {
    expect(jobrole(ROOT, ["access", "--format", "markdown"]).stdout).toMatch(
      /^\| project \| runner \| ServiceAccount \| role \| may \|\n\| --- /,
    );
    const { platforms } = JSON.parse(jobrole(ROOT, ["access", "docs-build", "--format", "json"]).stdout) as {
      platforms: { name: string; identities: unknown[] }[];
    };
    expect(platforms.map(({ name }) => name)).toEqual(["ci-prod"]);
    expect(platforms[0]?.identities).toEqual([
      {
        identity: "docs-build",
        kind: "job",
        runner: { key: "docs", tags: ["docs"], refs: "protected" },
        projects: [{ path: "acme/docs", id: 42 }],
        credentials: "pod-identity",
        serviceAccount: "ci-docs/docs-build",
        role: "arn:aws:iam::123456789012:role/ci-prod-docs-build",
        trust: [
          "pod identity of ci-docs/docs-build in arn:aws:eks:ap-northeast-1:123456789012:cluster/gitlab-cluster-blog",
        ],
        aws: [],
        managedPolicies: [],
        kubernetes: [],
      },
    ]);
  });

  test("suggests the identity that was meant", () => {
    const { code, stderr } = jobrole(ROOT, ["access", "docs-publsh"]);
    expect([code, stderr]).toEqual([
      1,
      'error: got the identity "docs-publsh", expected a declared one: did you mean "docs-publish"?\n',
    ]);
  });
});

describe("wrong usage", () => {
  test.each([
    [["foo"], "unknown command 'foo'"],
    [["synt"], "(Did you mean synth?)"],
    [["check", "--strictly"], "unknown option '--strictly'"],
    [["check", "--config"], "argument missing"],
    [["access", "--format", "xml"], "Allowed choices are text, markdown, json"],
    [["synth", "extra"], "too many arguments"],
  ])("%j ends with 2", (args, message) => {
    const { code, stderr } = jobrole(ROOT, args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test("help ends with 0 and names the exit codes", () => {
    const { code, stdout } = jobrole(ROOT, ["--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      "Exit codes: 0 clean, 1 invalid input or an error found, 2 wrong usage, 3 no, a gate or a difference, 70 a bug of jobrole.",
    );
  });
});
