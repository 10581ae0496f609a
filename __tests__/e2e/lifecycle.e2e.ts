import { differences } from "../../modules/access/difference";
import { fromPlatform } from "../../modules/access/from-platform";
import { fromLiving } from "../../modules/access/living";
import { scopeOf } from "../../modules/access/scope";
import { readLiving } from "../../sandbox/living";
import { platformOf } from "../../sandbox/sandbox";
import { EXAMPLE, inSandbox, say } from "./support";

inSandbox("the example, applied", { declaration: EXAMPLE }, (sandbox) => {
  const platform = platformOf(EXAMPLE);
  let stacks: readonly string[] = [];

  test("is applied in the order of its stacks", async () => {
    const { it } = sandbox;
    await it.prepare(platform);
    stacks = await it.synth(EXAMPLE);
    expect(stacks).toEqual(["ci-prod-storage", "ci-prod-identities", "ci-prod-runners"]);
    await it.apply(platform, stacks, say);
  });

  test("a second plan changes nothing", async () => {
    for (const stack of stacks) expect([stack, await sandbox.it.applier.plan(stack)]).toEqual([stack, []]);
  });

  test("what lives is what was declared", async () => {
    const { aws, kubernetes } = sandbox.it;
    const living = fromLiving(await readLiving(aws, kubernetes, scopeOf(platform)));
    const differing = differences(fromPlatform(platform), living);
    expect(differing).toEqual([]);
  });
});
