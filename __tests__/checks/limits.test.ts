import { stringify } from "yaml";
import { parseYaml } from "../../modules/platform/yaml";
import { findingsOf } from "../support/findings";

/** A declaration with many jobs, or with one job of many grants. */
function declaration(jobs: number, allow: readonly object[] = [], accounts = "") {
  const names = Array.from({ length: jobs }, (_, i) => `job-${String(i)}`);
  const named = (name: string) => (accounts === "" ? {} : { names: { serviceAccount: `${accounts}-${name}` } });
  return parseYaml(
    stringify({
      name: "p",
      aws: { account: "111122223333", region: "eu-central-1" },
      cluster: { name: "c" },
      gitlab: { projects: { "a/b": { id: 1 } } },
      runners: { r: { namespace: "jobs", refs: "protected", tokenSecret: "t", defaultIdentity: "job-0" } },
      identities: Object.fromEntries(
        names.map((name) => [name, { runner: "r", projects: ["a/b"], allow, ...named(name) }]),
      ),
    }),
    "j.yaml",
  );
}

const managed = (count: number) => Array.from({ length: count }, (_, i) => ({ managedPolicy: `Policy${String(i)}` }));
const resources = (count: number) =>
  Array.from({ length: count }, (_, i) => `arn:aws:s3:::${"x".repeat(40)}-${String(i)}/*`);

describe("limits", () => {
  test("1,000 jobs fit into a guard, 1,001 do not", async () => {
    expect(await findingsOf(declaration(1000))).toBe("");
    expect(await findingsOf(declaration(1001))).toBe(
      "j.yaml:13:5: error: runners.r: got 1,001 entries in the guard of namespace jobs, expected at most 1,000 [guard-size]\n" +
        "  fix: move identities to another runner or namespace\n",
    );
  });

  test("a guard's expression takes 100,000 characters, however few its entries are", async () => {
    expect(await findingsOf(declaration(500, [], "x".repeat(150)))).toBe("");
    expect(await findingsOf(declaration(500, [], "x".repeat(200)))).toContain(
      "characters in the guard of namespace jobs, expected at most 100,000 [guard-size]",
    );
  });

  test("10 managed policies fit unasked, 25 at most", async () => {
    expect(await findingsOf(declaration(1, managed(10)))).toBe("");
    expect(await findingsOf(declaration(1, managed(11)))).toMatch(
      /warning: identities.job-0.allow: got 11 managed policies/,
    );
    expect(await findingsOf(declaration(1, managed(26)))).toMatch(
      /error: .*got 26 managed policies, expected at most 25/,
    );
  });

  test("permissions in one service that outgrow a managed policy are an error", async () => {
    const grant = (count: number) => [{ actions: ["s3:GetObject"], resources: resources(count) }];
    expect(await findingsOf(declaration(1, grant(90)))).toBe("");
    expect(await findingsOf(declaration(1, grant(200)))).toMatch(
      /error: identities.job-0.allow: the permissions in s3 are larger than 6,144 characters.*\[policy-size\]\n {2}fix: /,
    );
  });
});
