import { runSimulation } from "@cloud-copilot/iam-simulate";
import type { Verdict } from "../../../modules/iam/evaluate/judge";
import { EXCEPTIONS } from "./exceptions";
import { scenario, type Scenario } from "./generate";
import { judged } from "./judged";
import { random } from "./random";

/**
 * The judge against another implementation, on generated cases. `npm test` tries the same cases every time;
 * `DIFFERENTIAL_CASES=1000000 DIFFERENTIAL_SEED=random npx jest __tests__/iam/evaluate/differential` tries others, and
 * says its seed when they disagree.
 */
const CASES = Number(process.env.DIFFERENTIAL_CASES ?? 20_000);
const SEED = seedOf(process.env.DIFFERENTIAL_SEED ?? "20261125");

test(`verdicts equal those of iam-simulate on ${String(CASES)} cases, but for what the AWS documentation settles`, async () => {
  const choose = random(SEED);
  const verdicts = new Map<string, number>();
  const excepted = new Map<string, number>();
  const disagreements: string[] = [];
  for (let i = 0; i < CASES; i++) {
    const given = scenario(choose);
    const ours = VERDICTS[judged(given).verdict];
    const theirs = await simulated(given);
    count(verdicts, theirs);
    if (ours === theirs) continue;
    const exception = EXCEPTIONS.find(({ applies }) => applies(given));
    if (exception === undefined) {
      disagreements.push(
        `seed ${String(SEED)}, case ${String(i)}: ours ${ours}, theirs ${theirs}: ${JSON.stringify(given)}`,
      );
    } else count(excepted, exception.id);
  }
  expect({ count: disagreements.length, first: disagreements.slice(0, 3) }).toEqual({ count: 0, first: [] });
  // A run that tries nothing would agree as well.
  for (const verdict of ["Allowed", "ExplicitlyDenied", "ImplicitlyDenied"]) {
    expect((verdicts.get(verdict) ?? 0) / CASES).toBeGreaterThan(0.15);
  }
  if (CASES < 20_000) return;
  expect([...excepted.values()].reduce((a, b) => a + b, 0) / CASES).toBeLessThan(0.03);
  expect([...excepted.keys()].sort()).toEqual(EXCEPTIONS.map(({ id }) => id).sort());
}, 600_000);

const VERDICTS: Readonly<Record<Verdict["verdict"], string>> = {
  allowed: "Allowed",
  "explicitly denied": "ExplicitlyDenied",
  "implicitly denied": "ImplicitlyDenied",
  "cannot tell": "CannotTell",
};

/** Of a case that it takes as it is: it drops context keys that it does not know for an action. */
async function simulated(given: Scenario): Promise<string> {
  const result = await runSimulation(
    {
      request: {
        principal: given.principal,
        action: given.action,
        resource: { resource: given.resource, accountId: given.resourceAccount },
        contextVariables: Object.fromEntries(
          Object.entries(given.context).map(([key, value]) => [key, typeof value === "string" ? value : [...value]]),
        ),
      },
      identityPolicies: given.identity.map((policy, i) => ({ name: String(i), policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: given.resourcePolicy,
      ...(given.boundary === undefined
        ? {}
        : { permissionBoundaryPolicies: [{ name: "boundary", policy: given.boundary }] }),
    },
    {},
  );
  if (result.resultType !== "single" || result.result.ignoredContextKeys?.length !== 0) {
    throw new Error(
      `the other implementation does not take ${JSON.stringify(given)}: ${JSON.stringify(result).slice(0, 2000)}`,
    );
  }
  return result.overallResult;
}

function count(counts: Map<string, number>, of: string): void {
  counts.set(of, (counts.get(of) ?? 0) + 1);
}

function seedOf(text: string): number {
  return text === "random" ? Math.floor(Math.random() * 2 ** 32) : Number(text);
}
