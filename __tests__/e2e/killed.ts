import { EKSClient, ListPodIdentityAssociationsCommand } from "@aws-sdk/client-eks";
import { IAMClient, ListPoliciesCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { setTimeout as sleep } from "node:timers/promises";
import { differences } from "../../modules/access/difference";
import { fromPlatform } from "../../modules/access/from-platform";
import { fromLiving } from "../../modules/access/living";
import { scopeOf } from "../../modules/access/scope";
import { type AwsApi, clientConfig } from "../../sandbox/aws-api";
import { readLiving } from "../../sandbox/living";
import { platformOf, type Sandbox } from "../../sandbox/sandbox";
import { EXAMPLE } from "./support";

export const PLATFORM = platformOf(EXAMPLE);
export const [STORAGE, IDENTITIES] = ["ci-prod-storage", "ci-prod-identities"] as const;

/** How much of the example is there. */
export async function made(api: AwsApi) {
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

export type Made = Awaited<ReturnType<typeof made>>;

/** The whole example, with the bucket that existed. */
const EVERYTHING: Made = { roles: 4, policies: 3, associations: 4, buckets: 3 };
/** What is there before the first apply. */
export const FOUNDATION: Made = { roles: 0, policies: 0, associations: 0, buckets: 1 };

/** Applies a stack, and kills something as soon as so much is there; what the apply says then does not matter. */
export async function killedApply(
  sandbox: Sandbox,
  stack: string,
  when: (there: Made) => boolean,
  kill: (terraform: number) => Promise<void>,
) {
  const apply = { ended: false, terraform: 0 };
  const ending = sandbox.applier
    .apply(stack, { started: (pid) => (apply.terraform = pid) })
    .catch(() => undefined)
    .finally(() => (apply.ended = true));
  while (!apply.ended && !when(await made(sandbox.aws))) await sleep(100);
  expect(apply.ended).toBe(false);
  await kill(apply.terraform);
  await ending;
}

/** The next plan is empty, nothing is there twice, and what lives is what was declared. */
export async function expectConverged({ applier, aws, kubernetes }: Sandbox): Promise<void> {
  for (const stack of [STORAGE, IDENTITIES]) expect([stack, await applier.plan(stack)]).toEqual([stack, []]);
  expect(await made(aws)).toEqual(EVERYTHING);
  const living = fromLiving(await readLiving(aws, kubernetes, scopeOf(PLATFORM)));
  const paths = differences(fromPlatform(PLATFORM), living).map(({ path }) => path);
  // The release comes last, and is not applied here.
  expect(paths.filter((path) => !path.includes(".exclusive."))).toEqual(["runners.ci-docs-manager/ci-prod-docs"]);
}
