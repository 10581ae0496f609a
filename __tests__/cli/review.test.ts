import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFolder, jobrole, type Result } from "../support/cli";
import { EXAMPLE } from "../support/examples";
import { planOf, REAL_PLANS, resourceChange } from "../support/plans";

function review(...args: readonly string[]): Result {
  return jobrole(REAL_PLANS, ["review", ...args]);
}

function withPlan<T>(plan: unknown, run: (folder: string) => T): T {
  return inFolder((folder) => {
    writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
    return run(folder);
  });
}

const REMOVED = planOf(resourceChange("aws_s3_bucket.b", ["delete"], { bucket: "b" }, null));

describe("jobrole review", () => {
  test("stops at what needs a human, and passes exactly what was approved", () => {
    const { code, stdout } = review("plan-change.json");
    const [, digest = ""] = /^Digest: ([0-9a-f]{40})$/m.exec(stdout) ?? [];
    expect(code).toBe(3);
    expect(stdout).toContain("\nStopped by escape (7), unknown (4). Who approves exactly this");
    const approved = review("plan-change.json", "--approved", digest);
    expect([approved.code, approved.stderr]).toEqual([0, ""]);
    expect(approved.stdout).toContain("\nPassed: exactly this was approved.\n");
    const other = review("plan-drift.json", "--approved", digest);
    expect(other.code).toBe(3);
    expect(other.stderr).toMatch(
      /^error: got --approved [0-9a-f]{40}, which is not the digest of this review: [0-9a-f]{40}\n$/,
    );
  });

  test.each([
    ["none", 0],
    ["destroy", 0],
    ["gain", 3],
    ["escape", 3],
    ["unknown,destroy", 3],
  ])("stops for --fail-on %s by exit %i", (gates, code) => {
    expect(review("plan-change.json", "--fail-on", gates).code).toBe(code);
  });

  test("stops where data goes", () => {
    const { code, stdout } = withPlan(REMOVED, (folder) => jobrole(folder, ["review", "plan.json"]));
    expect(code).toBe(3);
    expect(stdout).toContain("resource aws_s3_bucket.b\n  destroyed is destroyed, with the data in it\n");
  });

  test("compares with a state that it is given", () => {
    const { stdout } = review("plan-change.json", "--base", "state.json", "-f", "json");
    expect(stdout).toContain('"is made in place of role reader"');
    const same = review("plan-create.json", "--base", "state.json", "--fail-on", "gain");
    expect(same.stdout).not.toMatch(/ {2}gained /);
  });

  test("reads several plans as one, and tells their addresses apart", () => {
    const { stdout } = review("plan-change.json", "plan-drift.json", "-f", "text");
    expect(stdout).toContain("resource plan-change.json: aws_kms_key.k\n");
  });

  test("counts for GitLab as it does", () => {
    expect(JSON.parse(review("plan-change.json", "-f", "gitlab-terraform").stdout)).toEqual({
      create: 7,
      update: 7,
      delete: 3,
    });
  });

  test("is a Code Quality report, whose findings stay the same ones", () => {
    const issues = JSON.parse(review("plan-change.json", "-f", "code-quality").stdout) as { [key: string]: unknown }[];
    expect(issues[2]).toEqual({
      description:
        "role publish (of ci-docs/publish) trusts pods.eks.amazonaws.com for sts:AssumeRole, sts:TagSession, beyond pods.eks.amazonaws.com for sts:AssumeRole, sts:TagSession if aws:SourceAccount StringEquals 123456789012",
      check_name: "review-opened",
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      severity: "critical",
      location: { path: "plan-change.json", lines: { begin: 1 } },
    });
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
  });

  test("is Markdown in which nothing of a name is markup", () => {
    const name = "x`](https://evil.example) <b>*y*";
    const role = { name, assume_role_policy: "{}" };
    const plan = planOf(resourceChange("aws_iam_role.r", ["create"], null, role));
    const { stdout } = withPlan(plan, (folder) => jobrole(folder, ["review", "plan.json", "-f", "markdown"]));
    expect(stdout).toContain("### `` role x`](https://evil.example) <b>*y* ``\n\n- **unknown** ");
  });

  test("shows no control characters", () => {
    const role = { name: "a\u001b[31mb\u202ec", assume_role_policy: "{}" };
    const plan = planOf(resourceChange("aws_iam_role.r", ["create"], null, role));
    const { stdout } = withPlan(plan, (folder) => jobrole(folder, ["review", "plan.json"]));
    expect(stdout).toContain("role a\\u{1b}[31mb\\u{202e}c\n");
  });

  test.each([["text", "markdown", "json", "code-quality"].map((format) => format)])(
    "shows no secret as %s, %s, %s or %s",
    (...formats) => {
      for (const format of formats) expect(review("plan-change.json", "-f", format).stdout).not.toContain("PLANTED");
    },
  );

  test.each<readonly [args: readonly string[], code: number, message: string]>([
    [["missing.json"], 1, "error: missing.json cannot be read: ENOENT"],
    [["state.json"], 1, "error: got the state state.json, expected a plan: a state goes to --base, or to drift\n"],
    [
      ["plan-change.json", "--base", "plan-drift.json"],
      1,
      "error: got the plan plan-drift.json for --base, expected a state\n",
    ],
    [["plan-change.golden.txt"], 1, "error: plan-change.golden.txt cannot be reviewed: it is no JSON object\n"],
    [["plan-change.json", "--fail-on", "all"], 2, "error: option '--fail-on <gates>' argument 'all' is invalid."],
    [[], 2, "error: missing required argument 'plan'\n"],
  ])("of %j ends with exit %i", (args, code, message) => {
    const result = review(...args);
    expect([result.code, result.stdout]).toEqual([code, ""]);
    expect(result.stderr).toContain(message);
  });
});

describe("jobrole drift", () => {
  test("holds a state against a declaration, and says what goes beyond it", () => {
    inFolder((folder) => {
      writeFileSync(join(folder, "jobrole.yaml"), EXAMPLE);
      writeFileSync(join(folder, "state.json"), readFileSync(join(REAL_PLANS, "state.json")));
      const { code, stdout } = jobrole(folder, ["drift", "state.json"]);
      expect(code).toBe(3);
      expect(stdout).toContain("\nrole ci-prod-docs-publish (of ci-docs/docs-publish)\n  lost      is gone\n");
      expect(stdout).toContain("\nrole publish (of ci-docs/publish)\n  gained    is new\n");
      expect(stdout).toContain("\nWhat is there is not what is declared.\n");
    });
  });
});
