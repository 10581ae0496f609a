import { REAL_PLANS, type RealPlan, realPlan, reviewOf, texts } from "../../support/plans";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Lines of the file beside a plan; those under "by hand" are of what changed outside of terraform. */
function expected(name: RealPlan): { readonly changes: readonly string[]; readonly byHand: readonly string[] } {
  const [changes = "", byHand = ""] = readFileSync(join(REAL_PLANS, `${name}.golden.txt`), "utf8").split("by hand:\n");
  const lines = (text: string) => text.split("\n").filter((line) => line !== "");
  return { changes: lines(changes), byHand: lines(byHand) };
}

describe("the review of what the real providers planned", () => {
  test.each(["plan-change", "plan-create", "plan-drift"] as const)("%s", async (name) => {
    const { changes, byHand } = await reviewOf(realPlan(name));
    expect({ changes: texts(changes), byHand: texts(byHand) }).toEqual(expected(name));
  });

  test("shows no secret, in whatever it is", async () => {
    const text = realPlan("plan-change").toString("utf8");
    expect(text).toContain("glrt-PLANTED-SECRET-1");
    const copied = text.replace("publish|reader'", "publish|reader|glrt-PLANTED-SECRET-1'");
    for (const plan of [text, copied]) {
      expect(JSON.stringify(await reviewOf(Buffer.from(plan)))).not.toContain("PLANTED");
    }
    expect(texts((await reviewOf(Buffer.from(copied))).changes)).not.toEqual(
      texts((await reviewOf(Buffer.from(text))).changes),
    );
  });

  test("has one digest for the same, and another for another", async () => {
    const digest = async (plan: Buffer) => (await reviewOf(plan)).digest;
    const change = realPlan("plan-change");
    expect(await digest(change)).toBe(await digest(change));
    const other = Buffer.from(change.toString("utf8").replaceAll("acme-site/drafts/", "acme-site/draft/"));
    expect(await digest(other)).not.toBe(await digest(change));
    // What is not interpreted is part of it, too.
    const key = Buffer.from(change.toString("utf8").replaceAll('"description": "new"', '"description": "newer"'));
    expect(await digest(key)).not.toBe(await digest(change));
  });
});
