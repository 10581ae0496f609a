import { clusterArn } from "../iam/arn";
import { partitionOf } from "../iam/partition";
import { statementsOf } from "./interpret-policy";
import { roleNames } from "./interpret-roles";
import type { BucketAccess, Pod } from "./model";
import { at, type Interpretation, Reference, type Resource, type Surroundings, textAt } from "./resource";

/** Reads pod identity associations. */
export function readAssociations(
  resources: readonly Resource[],
  { account, region }: Surroundings,
): Interpretation<{ readonly cluster?: string; readonly roles: Record<Pod, string> }> {
  const names = roleNames(resources);
  const roles: Record<Pod, string> = {};
  const unread: string[] = [];
  const clusters = new Set<string>();
  for (const { address, values } of resources.filter(isType("aws_eks_pod_identity_association"))) {
    const arn = at(values, "role_arn");
    const role = arn instanceof Reference ? referredRole(arn, names) : textOfRoleArn(arn);
    const namespace = textAt(values, "namespace");
    const serviceAccount = textAt(values, "service_account");
    const cluster = textAt(values, "cluster_name");
    if (role === undefined || namespace === undefined || serviceAccount === undefined || cluster === undefined) {
      unread.push(address);
      continue;
    }
    roles[`${namespace}/${serviceAccount}`] = role;
    clusters.add(cluster);
  }
  const [name, ...others] = clusters;
  const partition = region === undefined ? undefined : partitionOf(region)?.name;
  const one = name !== undefined && others.length === 0 && account !== undefined && partition !== undefined;
  const cluster = one && region !== undefined ? { cluster: clusterArn({ partition, region, account }, name) } : {};
  return { found: { ...cluster, roles }, unread };
}

function referredRole({ address, attribute }: Reference, names: ReadonlyMap<string, string>): string | undefined {
  return attribute === "arn" ? names.get(address) : undefined;
}

function textOfRoleArn(arn: unknown): string | undefined {
  return typeof arn === "string" ? arn.split("/").at(-1) : undefined;
}

/** Settings that decide who reaches a bucket, and how it keeps what is in it. */
const SETTINGS: ReadonlySet<string> = new Set(
  ["ownership_controls", "policy", "public_access_block", "server_side_encryption_configuration", "versioning"].map(
    (setting) => `aws_s3_bucket_${setting}`,
  ),
);

/** Reads buckets with the settings that decide who reaches them. */
export function readBuckets(resources: readonly Resource[]): Interpretation<Record<string, BucketAccess>> {
  const settings = resources.filter(({ type }) => SETTINGS.has(type));
  const buckets = resources.filter(isType("aws_s3_bucket"));
  const names = new Map(buckets.map(({ address, values }) => [address, textAt(values, "bucket")]));
  const byBucket = new Map<string, Map<string, Resource>>();
  const unread: string[] = [];
  for (const setting of settings) {
    const bucket = at(setting.values, "bucket");
    const name = bucket instanceof Reference ? names.get(bucket.address) : textAt(setting.values, "bucket");
    if (name === undefined) {
      unread.push(setting.address);
      continue;
    }
    const group = byBucket.get(name) ?? new Map<string, Resource>();
    byBucket.set(name, group.set(setting.type, setting));
  }
  const found: Record<string, BucketAccess> = {};
  for (const { address } of buckets) {
    const name = names.get(address);
    if (name === undefined) unread.push(address);
    else found[name] = bucketAccess(byBucket.get(name) ?? new Map<string, Resource>());
  }
  return { found, unread };
}

function bucketAccess(settings: ReadonlyMap<string, Resource>): BucketAccess {
  const of = (setting: string) => settings.get(`aws_s3_bucket_${setting}`)?.values;
  const rule = at(of("server_side_encryption_configuration"), "rule");
  const byDefault = at(rule, "apply_server_side_encryption_by_default");
  const algorithm = textAt(byDefault, "sse_algorithm") ?? "none";
  const key = textAt(byDefault, "kms_master_key_id") ?? "alias/aws/s3";
  const blocked = of("public_access_block");
  const policy = of("policy");
  return {
    encryption:
      algorithm === "aws:kms"
        ? `aws:kms ${key} bucketKey=${String(at(rule, "bucket_key_enabled") === true)}`
        : algorithm,
    versioning: textAt(of("versioning"), "versioning_configuration", "status") ?? "none",
    publicAccessBlocked: [
      "block_public_acls",
      "block_public_policy",
      "ignore_public_acls",
      "restrict_public_buckets",
    ].every((switchName) => at(blocked, switchName) === true),
    ownerEnforced: textAt(of("ownership_controls"), "rule", "object_ownership") === "BucketOwnerEnforced",
    policy: policy === undefined ? { value: [] } : statementsOf(at(policy, "policy")),
  };
}

function isType(type: string): (resource: Resource) => boolean {
  return (resource) => resource.type === type;
}
