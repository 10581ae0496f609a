import { checkTogether } from "../../modules/checks/check";
import { loadCatalogue } from "../../modules/iam/catalogue";
import { read } from "../../modules/platform/read";

interface Part {
  readonly workloads: number;
  readonly account?: string;
  readonly quotas?: object;
}

/** What is said of each platform: `p0: error: aws: got …`. */
async function said(parts: readonly Part[]): Promise<readonly string[]> {
  const readings = parts.map(({ workloads, account = "111122223333", quotas = {} }, p) => {
    const keys = Array.from({ length: workloads }, (_, i) => `i${String(i)}`);
    const declared = {
      name: `p${String(p)}`,
      aws: { account, region: "eu-central-1", quotas },
      cluster: { name: "c", podIdentityAgent: "present" },
      identities: Object.fromEntries(
        keys.map((key) => [
          key,
          { serviceAccount: `apps${String(p)}/${key}`, allow: [{ parameter: "/a", access: "read" }] },
        ]),
      ),
    };
    return read({ value: declared, problems: [], locate: () => ({ text: "" }) });
  });
  return checkTogether(readings, await loadCatalogue([])).flatMap(({ findings }, p) =>
    findings.map(({ severity, message, check }) => `p${String(p)}: ${severity}: ${message} [${check}]`),
  );
}

const RAISED = { roles: 10_000, managedPolicies: 10_000 };

describe("platforms that are written together", () => {
  test("use up the quotas of their account together", async () => {
    const quotas = { roles: 10, managedPolicies: 20 };
    expect(
      await said([
        { workloads: 6, quotas },
        { workloads: 6, quotas },
      ]),
    ).toEqual([
      "p1: error: aws: got 12 roles, expected at most 10, together with the platforms before it in account 111122223333 [role-count]",
    ]);
  });

  test("do not count together in several accounts", async () => {
    const quotas = { roles: 10, managedPolicies: 10 };
    const one = { workloads: 6, quotas };
    expect(await said([one, { ...one, account: "444455556666" }])).toEqual([]);
  });

  test("use up the associations of their cluster together", async () => {
    const half = { workloads: 2600, quotas: RAISED };
    expect(await said([half, half])).toEqual([
      "p1: error: cluster: got 5,200 pod identity associations, expected at most 5,000, together with the platforms before it in cluster arn:aws:eks:eu-central-1:111122223333:cluster/c [association-count]",
    ]);
  });
});
