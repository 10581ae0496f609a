import { restartAwsApi } from "../../sandbox/aws-api";
import { expectConverged, IDENTITIES, killedApply, made, type Made, PLATFORM, STORAGE } from "./killed";
import { EXAMPLE, inSandbox, say } from "./support";

const MOMENTS: readonly (readonly [stack: string, when: (there: Made) => boolean])[] = [
  [STORAGE, ({ buckets }) => buckets > 1],
  [IDENTITIES, ({ roles }) => roles > 1],
];

inSandbox(
  "the AWS API is killed while terraform applies",
  { declaration: EXAMPLE, aws: { persistent: true } },
  (sandbox) => {
    test("and the next apply goes on where it ended", async () => {
      const { it } = sandbox;
      await it.prepare(PLATFORM);
      await it.synth(EXAMPLE);
      let { running } = it.aws;
      for (const [stack, moment] of MOMENTS) {
        await killedApply(it, stack, moment, async () => {
          await it.processes.kill(running);
          ({ running } = await restartAwsApi(it.processes, it.aws));
          say(`killed with ${JSON.stringify(await made(it.aws))}`);
        });
        await it.applier.apply(stack);
      }
      await expectConverged(it);
    });
  },
);
