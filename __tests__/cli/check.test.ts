import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFolder, jobrole } from "../support/cli";

const DECLARATION = `name: p
aws: { account: "111122223333", region: eu-central-1 }
cluster: { name: c }
identities:
  i: { serviceAccount: apps/app, allow: [{ managedPolicy: ReadOnlyAccess }] }
`;

const MESSAGE =
  "identities.i.allow[0]: got ReadOnlyAccess, which reads all data of the account, expected what the job does";
const FIX = "grant actions on resources, or a bucket, repository, parameter or secret";

/** Runs check on the declaration in a folder of its own. */
function checked(declaration: string, ...args: readonly string[]) {
  return inFolder((folder) => {
    writeFileSync(join(folder, "jobrole.yaml"), declaration);
    return jobrole(folder, ["check", "--config", "jobrole.yaml", ...args]);
  });
}

describe("jobrole check", () => {
  test("lets warnings pass, unless it is strict", () => {
    expect(checked(DECLARATION)).toMatchObject({ code: 0, stdout: "0 errors, 1 warning\n" });
    expect(checked(DECLARATION, "--strict")).toMatchObject({ code: 1, stdout: "1 error, 0 warnings\n" });
  });

  test("counts what is accepted", () => {
    const accept =
      "accept: [{ check: broad-managed-policy, at: identities.i, about: ReadOnlyAccess, reason: reports }]\n";
    const accepted = checked(DECLARATION + accept, "--strict");
    expect(accepted).toEqual({ code: 0, stdout: "0 errors, 0 warnings, 1 accepted\n", stderr: "" });
  });

  test("says findings as JSON", () => {
    const { code, stdout, stderr } = checked(DECLARATION, "--format", "json");
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toEqual({
      formatVersion: "1",
      findings: [
        {
          check: "broad-managed-policy",
          severity: "warning",
          message: MESSAGE,
          fix: FIX,
          at: "identities.i",
          about: "ReadOnlyAccess",
          place: { file: "jobrole.yaml", line: 5, column: 42 },
        },
      ],
    });
  });

  test("says findings as GitLab's Code Quality report, with a fingerprint that does not know the line", () => {
    const report = (text: string) =>
      JSON.parse(checked(text, "--format", "code-quality").stdout) as readonly { readonly fingerprint: string }[];
    const [finding] = report(DECLARATION);
    expect(finding).toEqual({
      description: `${MESSAGE}. Fix: ${FIX}`,
      check_name: "broad-managed-policy",
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      severity: "minor",
      location: { path: "jobrole.yaml", lines: { begin: 5 } },
    });
    expect(report(`# a comment\n${DECLARATION}`)[0]?.fingerprint).toBe(finding?.fingerprint);
  });
});
