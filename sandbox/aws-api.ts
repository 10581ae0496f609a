import { EKSClient, CreateClusterCommand } from "@aws-sdk/client-eks";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import type { Platform } from "../modules/platform/platform";
import { component } from "./components";
import { freePorts, type Processes, type Running, until } from "./processes";

/** An emulator of the AWS API on this machine. */
export interface AwsApi {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  /** What it was started with. */
  readonly options: AwsApiOptions;
  readonly running: Running;
}

export interface AwsApiOptions {
  readonly account: string;
  readonly region: string;
  /** Folder that it keeps its data in; without one it forgets everything when it ends. */
  readonly data?: string;
  /** Whether it refuses what policies do not allow; never to these credentials. */
  readonly enforce?: boolean;
}

/** Credentials that the emulator allows everything. */
export const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" } as const;

export async function startAwsApi(processes: Processes, options: AwsApiOptions): Promise<AwsApi> {
  const [port = 0] = await freePorts(1);
  return startAwsApiAt(`http://127.0.0.1:${String(port)}`, processes, options);
}

/** Starts it again where it was, with what it kept. */
export function restartAwsApi(processes: Processes, { endpoint, options }: AwsApi): Promise<AwsApi> {
  return startAwsApiAt(endpoint, processes, options);
}

async function startAwsApiAt(endpoint: string, processes: Processes, options: AwsApiOptions): Promise<AwsApi> {
  const { account, region, data, enforce = false } = options;
  const running = processes.start("fakecloud", component("fakecloud"), [
    ...["--addr", new URL(endpoint).host, "--account-id", account],
    ...["--iam", enforce ? "strict" : "off"],
    ...(data === undefined ? [] : ["--storage-mode", "persistent", "--data-path", data]),
  ]);
  await until(`fakecloud at ${endpoint}`, 30, async () => (await fetch(endpoint)).status > 0);
  return { endpoint, account, region, options, running };
}

/** How a client of the AWS SDK reaches the emulator. */
export function clientConfig({ endpoint, region }: AwsApi) {
  return { endpoint, region, credentials: CREDENTIALS, forcePathStyle: true };
}

/** Makes what a declaration takes for granted: the EKS cluster, and the buckets that exist. */
export async function makePreconditions(api: AwsApi, { cluster, buckets }: Platform): Promise<void> {
  const config = clientConfig(api);
  if (cluster !== undefined && cluster.created === undefined) {
    const role = `arn:aws:iam::${api.account}:role/cluster`;
    await new EKSClient(config).send(
      new CreateClusterCommand({ name: cluster.name, roleArn: role, resourcesVpcConfig: {} }),
    );
  }
  const s3 = new S3Client(config);
  for (const { name, managed } of buckets) {
    if (managed === undefined) await s3.send(new CreateBucketCommand({ Bucket: name }));
  }
}
