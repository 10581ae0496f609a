import { EKSClient, ListPodIdentityAssociationsCommand } from "@aws-sdk/client-eks";
import { IAMClient, ListPoliciesCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type AwsApi, clientConfig, restartAwsApi } from "../../sandbox/aws-api";
import type { Running } from "../../sandbox/processes";
import { platformOf } from "../../sandbox/sandbox";
import { livingDifferences, planned } from "./outcome";
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
inSandbox("killed while a stack is applied", { declaration: EXAMPLE, aws: { persistent: true } }, (sandbox) => {
  let awsApi: Running;

  /** With all that it started, as the end of its container does. */
  const killTerraform = (pid: number): Promise<void> => {
    process.kill(-pid, "SIGKILL");
    return Promise.resolve();
  };

  const killAwsApi = async (): Promise<void> => {
    const { aws, processes } = sandbox.it;
    await processes.kill(awsApi);
    awsApi = (await restartAwsApi(processes, aws)).running;
  };

  /**
   * Whether an action was called so often since now, as the API's log tells at once; it names the actions of IAM, not
   * those of S3 and EKS.
   */
  function called(action: string, times: number): () => boolean {
    const count = () => {
      const log = readFileSync(awsApi.log, "utf8").replaceAll(/\u001b\[\d+m/g, "");
      return log.split(`handling request service=iam action=${action} `).length - 1;
    };
    const before = count();
    return () => count() >= before + times;
  }

  const bucketsAre = (count: number) => async () => (await made(sandbox.it.aws)).buckets >= count;

  /** Applies a stack, and kills something as soon as something is so; what the apply says then does not matter. */
  async function killedApply(
    stack: string,
    when: () => boolean | Promise<boolean>,
    kill: (terraform: number) => Promise<void>,
  ): Promise<void> {
    const apply: { terraform: number; ended?: string } = { terraform: 0 };
    const ending = sandbox.it.applier.apply(stack, { started: (pid) => (apply.terraform = pid) }).then(
      () => (apply.ended = "well"),
      (thrown: unknown) => (apply.ended = String(thrown)),
    );
    while (apply.ended === undefined && !(await when())) await sleep(20);
    expect(apply.ended).toBeUndefined();
    await kill(apply.terraform);
    say(`killed with ${JSON.stringify(await made(sandbox.it.aws))}`);
    await ending;
  }

  /** The next plan is empty, nothing is there twice, and what lives is what was declared. */
  async function expectConverged(): Promise<void> {
    const { it } = sandbox;
    for (const stack of [STORAGE, IDENTITIES]) expect([stack, await planned(it, stack)]).toEqual([stack, []]);
    expect(await made(it.aws)).toEqual(EVERYTHING);
    // The release comes last, and is not applied here.
    expect(await livingDifferences(it, EXAMPLE)).toEqual(["runners.ci-docs-manager/ci-prod-docs"]);
  }

  beforeAll(async () => {
    const { it } = sandbox;
    awsApi = it.aws.running;
    await it.prepare(platform);
    await it.synth(EXAMPLE);
    expect(await made(it.aws)).toEqual({ roles: 0, policies: 0, associations: 0, buckets: 1 });
  });

  test("terraform, when the first bucket is made", async () => {
    await killedApply(STORAGE, bucketsAre(2), killTerraform);
  });

  test("the AWS API, when the buckets get their settings, and the next apply goes on", async () => {
    await killedApply(STORAGE, bucketsAre(3), killAwsApi);
    await sandbox.it.applier.apply(STORAGE);
  });

  test("terraform, when the first policies are made", async () => {
    await killedApply(IDENTITIES, called("CreatePolicy", 2), killTerraform);
  });

  test("the AWS API, when the first roles are made", async () => {
    // The apply before may have been killed late, and left few or none of them to make.
    const [roleMade, policyAttached] = [called("CreateRole", 1), called("AttachRolePolicy", 1)];
    await killedApply(IDENTITIES, () => roleMade() || policyAttached(), killAwsApi);
  });

  test("and after all that the next apply ends with what was declared, nothing doubled", async () => {
    await sandbox.it.applier.apply(IDENTITIES);
    await expectConverged();
  });
});
