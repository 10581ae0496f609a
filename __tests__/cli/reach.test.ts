import { join } from "node:path";
import { jobrole, ROOT } from "../support/cli";

const DEPLOYS = join("__tests__", "checks", "cases", "escape", "bad-workload.yaml");

describe("jobrole access --reach", () => {
  test("tells of each identity in a table, and of each path that leaves a trust domain, whatever is found", () => {
    const { code, stdout, stderr } = jobrole(ROOT, ["access", "--reach", "-c", DEPLOYS]);
    expect(stdout).toBe(`identity  beyond its trust domain  within  cut  cannot tell
--------  -----------------------  ------  ---  -----------
app       0                        0       0    1
i         3                        0       1    4

i, of runner jobs-manager/p-r
  beyond        the Secrets of namespace apps, of apps/app
                  jobs/i may read Secrets, tokens and credentials of others among them in namespace apps
                apps/app
                  jobs/i may start pods as any ServiceAccount in namespace apps
                  a pod of one's own in namespace apps may be apps/app
                role p-app, of apps/app
                  jobs/i may start pods as any ServiceAccount in namespace apps
                  a pod of one's own in namespace apps may be apps/app
                  apps/app may be role p-app, by pod identity
`);
    expect(stderr).toContain("[escape]");
    expect(code).toBe(1);
  });

  test("tells of one identity what is declared, cut and open as well", () => {
    const { code, stdout, stderr } = jobrole(ROOT, ["access", "gitlab", "--reach", "--format", "markdown"]);
    expect(stdout).toBe(`### gitlab, of gitlab/gitlab-global

- **as declared**
  - \`role ci-prod-gitlab\`
- **beyond**
  - \`nothing\`
- **cannot tell**
  - \`the metadata service has the role of the node, where it lets pods in\`
    - \`the nodes are made by others\`
`);
    expect([code, stderr]).toEqual([0, ""]);
  });

  test("tells programs the same, with the platform of each", () => {
    const { stdout } = jobrole(ROOT, [
      "access",
      "--reach",
      "--format",
      "json",
      "-c",
      "examples/irsa/jobrole.yaml",
      "-c",
      "jobrole.yaml",
    ]);
    const { formatVersion, identities } = JSON.parse(stdout) as {
      readonly formatVersion: string;
      readonly identities: readonly { readonly platform: string; readonly identity: string }[];
    };
    expect(formatVersion).toBe("1");
    expect(identities.map(({ platform, identity }) => `${platform} ${identity}`)).toEqual([
      "ci nothing",
      "ci test",
      "ci-prod docs-build",
      "ci-prod docs-publish",
      "ci-prod gitlab",
    ]);
  });

  test("asks for an identity that is declared", () => {
    const { code, stderr } = jobrole(ROOT, ["access", "docs-publsh", "--reach"]);
    expect(stderr).toBe(
      'error: got the identity "docs-publsh", expected a declared one: did you mean "docs-publish"?\n',
    );
    expect(code).toBe(1);
  });

  test("says nothing of what cannot be read", () => {
    const { code, stdout, stderr } = jobrole(ROOT, ["access", "--reach", "-c", "README.md"]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).not.toBe("");
  });
});
