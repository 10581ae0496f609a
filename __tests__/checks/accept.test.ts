import { parseYaml } from "../../modules/platform/yaml";
import { findingsOf } from "../support/findings";

const declaration = (accept: string) => `name: p
aws: { account: "111122223333", region: eu-central-1 }
cluster: { name: c }
identities:
  i: { serviceAccount: apps/app, allow: [{ managedPolicy: ReadOnlyAccess }, { managedPolicy: SecurityAudit }] }
accept:
${accept}`;

const said = async (accept: string) => (await findingsOf(parseYaml(declaration(accept), "x"))).split("\n").slice(0, -1);

const AUDIT = [
  "x:5:77: warning: identities.i.allow[1]: got SecurityAudit, which reads the configuration of the whole account, expected what the job does [broad-managed-policy]",
  "  fix: grant actions on resources, or a bucket, repository, parameter or secret",
];

describe("an acceptance", () => {
  test("covers the finding that it names, and no other of the same check and entry", async () => {
    expect(
      await said("  - { check: broad-managed-policy, at: identities.i, about: ReadOnlyAccess, reason: reports }"),
    ).toEqual(AUDIT);
  });

  test("that matches nothing is a finding", async () => {
    const lines =
      await said(`  - { check: broad-managed-policy, at: identities.i, about: ReadOnlyAccess, reason: reports }
  - { check: broad-managed-policy, at: identities.i, about: PowerUserAccess, reason: gone }`);
    expect(lines).toEqual([
      ...AUDIT,
      "x:8:5: warning: accept[1]: got broad-managed-policy at identities.i about PowerUserAccess, expected a finding [accept]",
      '  fix: there is at: identities.i, about: "ReadOnlyAccess"; else take it out',
    ]);
  });

  test("names the value where the finding has one", async () => {
    const lines = await said("  - { check: broad-managed-policy, at: identities.i, reason: all of them }");
    expect(lines).toContain(
      "x:7:5: warning: accept[0]: got broad-managed-policy at identities.i, expected a finding [accept]",
    );
  });

  test("cannot cover what AWS would refuse", async () => {
    expect(await said("  - { check: role-name, at: identities.i, reason: no }")).toContain(
      'x:7:14: error: accept[0].check: got "role-name", which cannot be accepted [accept]',
    );
  });

  test("names a check that there is", async () => {
    expect(await said("  - { check: broad-managed-polcy, at: identities.i, reason: no }")).toEqual(
      expect.arrayContaining([
        'x:7:14: error: accept[0].check: got "broad-managed-polcy", expected the id of a check [accept]',
        '  fix: did you mean "broad-managed-policy"?',
      ]),
    );
  });
});
