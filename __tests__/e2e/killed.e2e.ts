import { EKSClient, ListPodIdentityAssociationsCommand } from "@aws-sdk/client-eks";
import { IAMClient, ListPoliciesCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { differences } from "../../modules/access/difference";
import { fromPlatform } from "../../modules/access/from-platform";
import { fromLiving } from "../../modules/access/living";
import { scopeOf } from "../../modules/access/scope";
import { type AwsApi, clientConfig, startAwsApi } from "../../sandbox/aws-api";
import { readLiving } from "../../sandbox/living";
import { platformOf, type Sandbox } from "../../sandbox/sandbox";
import { EXAMPLE, inSandbox, say } from "./support";

const platform = platformOf(EXAMPLE);
const [STORAGE, IDENTITIES] = ["ci-prod-storage", "ci-prod-identities"] as const;

/** How much of the example is there. */
async function made(api: AwsApi) {
  const config = clientConfig(api);
  const [roles, policies, associations, buckets] = await Promise.all([
    new IAMClient(config).send(new ListRolesCommand({})),
    new IAMClient(config).send(new ListPoliciesCommand({ Scope: "Local" })),
    new EKSClient(config).send(new ListPodIdentityAssociationsCommand({ clusterName: "gitlab-cluster-blog" })),
    new S3Client(config).send(new ListBucketsCommand({})),
  ]);
  return {
    // The emulator has roles of its own.
    roles: roles.Roles?.filter(({ RoleName }) => RoleName?.startsWith("ci-prod-")).length ?? 0,
    policies: policies.Policies?.length ?? 0,
    associations: associations.associations?.length ?? 0,
    buckets: buckets.Buckets?.length ?? 0,
  };
}

type Made = Awaited<ReturnType<typeof made>>;

/** The whole example, with the bucket that existed. */
const EVERYTHING: Made = { roles: 4, policies: 3, associations: 4, buckets: 3 };
const FOUNDATION: Made = { roles: 0, policies: 0, associations: 0, buckets: 1 };

/** Applies a stack, and kills something as soon as so much is there; what the apply says then does not matter. */
async function killedApply(
  sandbox: Sandbox,
  stack: string,
  when: (there: Made) => boolean,
  kill: (pid: number) => void,
) {
  const apply = { ended: false, terraform: 0 };
  const ending = sandbox.applier
    .apply(stack, { started: (pid) => (apply.terraform = pid) })
    .catch(() => undefined)
    .finally(() => (apply.ended = true));
  while (!apply.ended && !when(await made(sandbox.aws))) await sleep(5);
  expect(apply.ended).toBe(false);
  kill(apply.terraform);
  await ending;
}

/** With all that terraform started, as the end of its container does. */
const killTerraform = (pid: number) => process.kill(-pid, "SIGKILL");

async function expectConverged({ applier, aws, kubernetes }: Sandbox, stacks: readonly string[]): Promise<void> {
  for (const stack of stacks) expect([stack, await applier.plan(stack)]).toEqual([stack, []]);
  expect(await made(aws)).toEqual(EVERYTHING);
  const living = fromLiving(await readLiving(aws, kubernetes, scopeOf(platform)));
  const paths = differences(fromPlatform(platform), living).map(({ path }) => path);
  // The release comes last, and is not applied here.
  expect(paths.filter((path) => !path.includes(".exclusive."))).toEqual(["runners.ci-docs-manager/ci-prod-docs"]);
}

inSandbox("terraform is killed while it applies", { declaration: EXAMPLE }, (sandbox) => {
  test("and the next apply goes on where it ended", async () => {
    const { it } = sandbox;
    await it.prepare(platform);
    await it.synth(EXAMPLE);
    expect(await made(it.aws)).toEqual(FOUNDATION);
    await killedApply(it, STORAGE, ({ buckets }) => buckets > 1, killTerraform);
    const moments: readonly ((there: Made) => boolean)[] = [
      ({ policies }) => policies > 0,
      ({ roles }) => roles > 0,
      ({ associations }) => associations > 0,
    ];
    for (const moment of moments) {
      await killedApply(it, IDENTITIES, moment, killTerraform);
      say(`killed with ${JSON.stringify(await made(it.aws))}`);
    }
    for (const stack of [STORAGE, IDENTITIES]) await it.applier.apply(stack);
    await expectConverged(it, [STORAGE, IDENTITIES]);
  });
});

const DATA = mkdtempSync(join(tmpdir(), "jobrole-e2e-data-"));

inSandbox("the AWS API is killed while terraform applies", { declaration: EXAMPLE, aws: { data: DATA } }, (sandbox) => {
  test("and the next apply goes on where it ended", async () => {
    const { it } = sandbox;
    await it.prepare(platform);
    await it.synth(EXAMPLE);
    await it.applier.apply(STORAGE);
    const { account, region, endpoint, running } = it.aws;
    let restarted: Promise<unknown> = Promise.resolve();
    await killedApply(
      it,
      IDENTITIES,
      ({ roles }) => roles > 1,
      () => {
        restarted = it.processes
          .kill(running)
          .then(() => startAwsApi(it.processes, { account, region, endpoint, data: DATA }));
      },
    );
    await restarted;
    say(`killed with ${JSON.stringify(await made(it.aws))}`);
    await it.applier.apply(IDENTITIES);
    await expectConverged(it, [STORAGE, IDENTITIES]);
  });
});
