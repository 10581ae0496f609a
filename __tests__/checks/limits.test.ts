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
      aws: { account: "111122223333", region: "eu-central-1", quotas: { roles: 10_000, managedPolicies: 10_000 } },
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

describe("limits", () => {
  test("a guard takes 600,000 characters, however many its entries are", async () => {
    expect(await findingsOf(declaration(2500, [], "x".repeat(200)))).toBe("");
    expect(await findingsOf(declaration(2500, [], "x".repeat(235)))).toBe(
      "j.yaml:16:5: error: runners.r: got 636,390 characters in the guard of namespace jobs, expected at most 600,000 [guard-size]\n" +
        "  fix: move identities to another runner or namespace\n",
    );
  });

  const resources = (count: number, name = "x".repeat(40)) =>
    Array.from({ length: count }, (_, i) => `arn:aws:s3:::${name}-${String(i)}/*`);
  const grant = (count: number) => ({ actions: ["s3:GetObject"], resources: resources(count) });

  test("permissions in one service that outgrow a managed policy are an error, and a warning before they do", async () => {
    expect(await findingsOf(declaration(1, [grant(70)]))).not.toContain("[policy-size]");
    expect(await findingsOf(declaration(1, [grant(90)]))).toMatch(
      /warning: identities.job-0.allow: got 5,\d{3} characters of permissions in s3, expected less than 80 % of the quota of 6,144 \[policy-size\]\n {2}fix: /,
    );
    expect(await findingsOf(declaration(1, [grant(200)]))).toMatch(
      /error: identities.job-0.allow: the permissions in s3 are larger than 6,144 characters.*\[policy-size\]\n {2}fix: /,
    );
  });

  test("permissions in several services that are large together are divided, which is no finding", async () => {
    const allow = [grant(70), { actions: ["cloudfront:GetDistribution"], resources: resources(20) }];
    expect(await findingsOf(declaration(1, allow))).not.toContain("[policy-size]");
  });
});
