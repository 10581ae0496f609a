import { FOUNDATION, expectConverged, IDENTITIES, killedApply, made, type Made, PLATFORM, STORAGE } from "./killed";
import { EXAMPLE, inSandbox, say } from "./support";

/** With all that terraform started, as the end of its container does. */
function killTerraform(pid: number): Promise<void> {
  process.kill(-pid, "SIGKILL");
  return Promise.resolve();
}

inSandbox("terraform is killed while it applies", { declaration: EXAMPLE }, (sandbox) => {
  test("and the next apply goes on where it ended", async () => {
    const { it } = sandbox;
    await it.prepare(PLATFORM);
    await it.synth(EXAMPLE);
    expect(await made(it.aws)).toEqual(FOUNDATION);
    await killedApply(it, STORAGE, ({ buckets }) => buckets > 1, killTerraform);
    const moments: readonly ((there: Made) => boolean)[] = [
      ({ policies }) => policies > 0,
      ({ roles }) => roles > 2,
      ({ associations }) => associations > 0,
    ];
    for (const moment of moments) {
      await killedApply(it, IDENTITIES, moment, killTerraform);
      say(`killed with ${JSON.stringify(await made(it.aws))}`);
    }
    for (const stack of [STORAGE, IDENTITIES]) await it.applier.apply(stack);
    await expectConverged(it);
  });
});
