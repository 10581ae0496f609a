import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFolder, jobrole, type Result } from "../support/cli";

/** What `jobrole check KIND FILE` says of a text in a file, without the folder's name. */
function checked(kind: "policy" | "trust", text: string | Buffer, ...options: readonly string[]): Result {
  let result: Result = { code: null, stdout: "", stderr: "" };
  inFolder((folder) => {
    writeFileSync(join(folder, "p.json"), text);
    result = jobrole(folder, ["check", kind, "p.json", ...options]);
  });
  return result;
}

function policy(...Statement: readonly unknown[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement }, undefined, 2);
}

const READS = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::data/*" };
const PASSES = { Effect: "Allow", Action: ["iam:GetRole", "iam:PassRole"], Resource: "*" };
const PODS = {
  Effect: "Allow",
  Principal: { AWS: "*" },
  Action: "sts:AssumeRole",
};

describe("jobrole check policy", () => {
  test("says nothing of a policy that is about what it names", () => {
    expect(checked("policy", policy(READS))).toEqual({ code: 0, stdout: "0 errors, 0 warnings\n", stderr: "" });
  });

  test("says what is wrong at the place of the words", () => {
    const { code, stdout, stderr } = checked("policy", policy(READS, PASSES));
    expect({ code, stdout, stderr: stderr.split("\n") }).toEqual({
      code: 1,
      stdout: "1 error, 2 warnings\n",
      stderr: [
        "p.json:12:9: warning: Statement[1].Action[0]: got iam:GetRole on *, expected the resources that it uses [wildcard-resource]",
        "  fix: name the resources",
        "p.json:13:9: warning: Statement[1].Action[1]: got iam:PassRole on *, expected the resources that it uses [wildcard-resource]",
        "  fix: name the resources",
        "p.json:13:9: error: Statement[1].Action[1]: got iam:PassRole, by which one can let a service do whatever a role may [escalation]",
        "  fix: leave it out, or name the resources",
        "",
      ],
    });
  });

  test("takes warnings for errors where it is to be strict", () => {
    const wide = policy({ ...READS, Resource: "*" });
    expect(checked("policy", wide).code).toBe(0);
    expect(checked("policy", wide, "--strict")).toMatchObject({ code: 1, stdout: "1 error, 0 warnings\n" });
  });

  test("says it as JSON and for GitLab", () => {
    const json = checked("policy", policy(PASSES), "--format", "json");
    expect(JSON.parse(json.stdout)).toMatchObject({
      formatVersion: "1",
      findings: [
        { check: "wildcard-resource", at: "Statement[0].Action[0]" },
        { check: "wildcard-resource", severity: "warning" },
        { check: "escalation", about: "iam:PassRole", place: { file: "p.json", line: 8, column: 9 } },
      ],
    });
    const quality = checked("policy", policy(PASSES), "--format", "code-quality");
    expect(quality).toMatchObject({ code: 1, stderr: "" });
    expect(JSON.parse(quality.stdout)).toHaveLength(3);
  });

  test.each<[string, unknown]>([
    ["a document", { Version: "2012-10-17", Statement: PASSES }],
    ["get-policy-version", { PolicyVersion: { Document: { Version: "2012-10-17", Statement: [PASSES] } } }],
    ["get-role-policy", { RoleName: "r", PolicyName: "p", PolicyDocument: { Statement: [PASSES] } }],
    ["the API, encoded", { PolicyVersion: { Document: encodeURIComponent(policy(PASSES)) } }],
    ["get-bucket-policy", { Policy: policy({ ...READS, Principal: "*" }) }],
    ["NotAction", { Statement: [{ Effect: "Allow", NotAction: "ec2:*", Resource: "*" }] }],
    ["a service that AWS has not", { Statement: [{ ...READS, Action: "s33:GetObject" }] }],
    ["an element that IAM has not", { Statement: [{ ...READS, Actions: ["s3:GetObject"] }] }],
    ["both of a pair of elements", { Statement: [{ ...READS, NotAction: "s3:GetObject" }] }],
    ["an effect that IAM has not", { Statement: [{ ...READS, Effect: "allow" }] }],
    ["a version that IAM has not", { Version: "2012-10-18", Statement: [READS] }],
    ["a key that IAM has not", { Statement: [READS], Statements: [PASSES] }],
    ["no resource", { Statement: [{ Effect: "Allow", Action: "s3:GetObject" }] }],
    ["no statement", { Statement: [] }],
    ["a statement that is none", { Statement: ["Allow"] }],
    ["a name of JavaScript's", JSON.parse('{ "Statement": [{ "__proto__": { "Effect": "Allow" } }] }') as unknown],
  ])("finds something in %s", (_, json) => {
    const { code, stderr } = checked("policy", JSON.stringify(json));
    expect(stderr).toMatch(/^p\.json:1:\d+: error: /m);
    expect(code).toBe(1);
  });

  test("finds a key that is there twice, which JSON passes over", () => {
    const text = policy(READS).replace('"Effect"', '"Effect": "Deny",\n      "Effect"');
    expect(checked("policy", text)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'p.json:6:7: error: key "Effect" is declared already at 5:7 [duplicate-key]',
      ) as unknown,
    });
  });

  test.each<[string, string | Buffer, string]>([
    ["an empty file", " \n", "the file is empty, expected a policy document as JSON"],
    ["a file that is no JSON", "Statement: []", "got no JSON, expected a policy document as JSON"],
    [
      "a file that is no text",
      Buffer.from([0xff, 0xfe, 0]),
      "the file is not UTF-8 text, expected a policy document as JSON",
    ],
    ["a list", "[]", "got JSON without a Statement, expected a policy document or the AWS CLI's answer with one"],
    [
      "JSON without a policy",
      '{"Roles": []}',
      "got JSON without a Statement, expected a policy document or the AWS CLI's answer with one",
    ],
    [
      "a policy that is no JSON",
      '{"Policy": "%7B%"}',
      "got JSON without a Statement, expected a policy document or the AWS CLI's answer with one",
    ],
    ["a huge file", `"${"a".repeat(300_000)}"`, "got 300002 bytes, expected a policy document of at most 262144"],
    ["a deep file", "[".repeat(100_000), "got JSON nested deeper than 64, expected a policy document"],
  ])("says of %s in one line what it is", (_, text, message) => {
    expect(checked("policy", text)).toEqual({ code: 1, stdout: "", stderr: `error: p.json: ${message}\n` });
  });

  test("says of a path in one line what is wrong with it", () => {
    inFolder((folder) => {
      mkdirSync(join(folder, "sub"));
      const said = (name: string) => jobrole(folder, ["check", "policy", name]).stderr;
      expect(said("none.json")).toBe("error: none.json: the file cannot be read (ENOENT)\n");
      expect(said("sub")).toBe("error: sub: got no file, expected a policy document as JSON\n");
    });
  });

  test("has no use for a declaration", () => {
    expect(checked("policy", policy(READS), "--config", "x").code).toBe(1);
  });
});

describe("jobrole check trust", () => {
  test("refuses the trust policy that a much read article shows, whose conditions are on two issuers", () => {
    const result = jobrole(join(__dirname, "policies"), ["check", "trust", "trust-of-two-issuers.json"]);
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/^trust-of-two-issuers\.json:4:5: error: Statement\[0\]: .* \[trust-issuer\]$/m);
  });

  test("refuses a role that everyone may assume", () => {
    const role = { Role: { RoleName: "ci", AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [PODS] } } };
    expect(checked("trust", JSON.stringify(role, undefined, 2))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^p\.json:7:9: error: Statement\[0\]: got everyone, who may assume role ci \[public-principal\]$/m,
      ) as unknown,
    });
  });

  test.each([
    ["a statement that lets nobody in", { Effect: "Allow", Action: "sts:AssumeRole" }],
    ["a resource, which a trust policy has not", { ...PODS, Resource: "*" }],
  ])("finds %s", (_, statement) => {
    expect(checked("trust", policy(statement))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("[policy-form]") as unknown,
    });
  });
});
