import { context } from "../../../modules/iam/evaluate/context";
import { scenario, type Scenario } from "./generate";
import { judged } from "./judged";
import { random, type Random } from "./random";

/** Fewer where each mutant is tried. */
const CASES = Number(process.env.UNKNOWN_CASES ?? 4000);

const STAYS = {
  allowed: ["allowed"],
  "explicitly denied": ["explicitly denied"],
  "implicitly denied": ["implicitly denied", "explicitly denied"],
} as const;

/** A case of which only some circumstances are known. */
function partlyKnown({ context: full }: Scenario, { chance }: Random): ReturnType<typeof context> {
  return context(Object.fromEntries(Object.entries(full).filter(() => chance(0.7))), "unknown");
}

test("what is told with less known stays true when all is known", () => {
  const choose = random(1);
  let told = 0;
  for (let i = 0; i < CASES; i++) {
    const given = scenario(choose);
    const partly = judged(given, { circumstances: partlyKnown(given, choose) });
    if (partly.verdict === "cannot tell") continue;
    told += 1;
    // What nothing allows may turn out to be denied as well.
    expect([i, ...STAYS[partly.verdict]]).toContain(judged(given).verdict);
  }
  expect(told).toBeGreaterThan(CASES / 3);
  expect(told).toBeLessThan(CASES);
});

test("with an attached policy that is not known nothing is allowed, and what is denied stays so", () => {
  const choose = random(2);
  for (let i = 0; i < CASES; i++) {
    const given = scenario(choose);
    const without = judged(given);
    const { verdict } = judged(given, { unknown: ["another"] });
    expect(verdict).not.toBe("allowed");
    if (without.verdict === "explicitly denied") expect(verdict).toBe("explicitly denied");
    if (without.verdict === "allowed") expect(verdict).toBe("cannot tell");
  }
});

test("within a boundary that is not known nothing is allowed", () => {
  const choose = random(3);
  for (let i = 0; i < CASES; i++) {
    const given = scenario(choose);
    const { verdict } = judged(given, { boundary: { unknown: "it is of others" } });
    expect(verdict).not.toBe("allowed");
  }
});
