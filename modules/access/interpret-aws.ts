import { clusterArn, roleArn } from "../iam/arn";
import { partitionOf } from "../iam/partition";
import { parsePolicyDocument, policyDocument, type Statement } from "../iam/policy";
import type { BucketAccess, Known, Pod, RoleAccess } from "./model";
import {
  at,
  type Interpretation,
  listAt,
  Reference,
  type Resource,
  type Surroundings,
  textAt,
  Unknown,
} from "./resource";

/** Reads roles with the policies that are attached to them or stand inside them. */
export function readRoles(
  resources: readonly Resource[],
  surroundings: Surroundings,
): Interpretation<Record<string, RoleAccess>> {
  const policies = new Map(resources.filter(isType("aws_iam_policy")).map((policy) => [policy.address, policy]));
  const byRole = groupByRole(resources);
  const found: Record<string, RoleAccess> = {};
  const unread: string[] = [];
  for (const resource of resources.filter(isType("aws_iam_role"))) {
    const name = textAt(resource.values, "name");
    if (name === undefined || Object.hasOwn(found, name)) {
      unread.push(resource.address);
      continue;
    }
    const own = byRole.get(name) ?? [];
    const { documents, managed } = attached(own, policies);
    const boundary = at(resource.values, "permissions_boundary");
    found[name] = {
      arn: arnOf(name, textAt(resource.values, "path") ?? "/", surroundings),
      trust: known(statementsOf(at(resource.values, "assume_role_policy")), (statements) => statements),
      statements: known(allOf(documents), (lists) => policyDocument(lists.flat()).Statement),
      managedPolicies: known(allOf(managed), (arns) => [...arns].sort()),
      ...(boundary === undefined || boundary === null ? {} : { permissionsBoundary: textOr(boundary) }),
      exclusive: { value: EXCLUSIVE.every((type) => own.some((resource) => resource.type === type)) },
    };
  }
  const roles = new Set(Object.keys(found));
  const orphans = [...byRole].filter(([role]) => !roles.has(role)).flatMap(([, list]) => list);
  return { found, unread: [...unread, ...orphans.map(({ address }) => address)] };
}

const EXCLUSIVE = ["aws_iam_role_policy_attachments_exclusive", "aws_iam_role_policies_exclusive"];

/** Attachments and inline policies by the name of their role; what names no role that is known comes under "". */
function groupByRole(resources: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> {
  const groups = new Map<string, Resource[]>();
  for (const resource of resources) {
    const argument = ROLE_ARGUMENT[resource.type];
    if (argument === undefined) continue;
    const role = textAt(resource.values, argument) ?? "";
    const group = groups.get(role);
    if (group === undefined) groups.set(role, [resource]);
    else group.push(resource);
  }
  return groups;
}

const ROLE_ARGUMENT: Readonly<Record<string, string>> = {
  aws_iam_role_policy: "role",
  aws_iam_role_policy_attachment: "role",
  aws_iam_role_policy_attachments_exclusive: "role_name",
  aws_iam_role_policies_exclusive: "role_name",
};

function attached(own: readonly Resource[], policies: ReadonlyMap<string, Resource>) {
  const arns = own.flatMap(({ type, values }) => {
    if (type === "aws_iam_role_policy_attachment") return [at(values, "policy_arn")];
    return type === "aws_iam_role_policy_attachments_exclusive" ? listAt(values, "policy_arns") : [];
  });
  const documents: Known<readonly Statement[]>[] = own
    .filter(isType("aws_iam_role_policy"))
    .map(({ values }) => statementsOf(at(values, "policy")));
  const managed: Known<string>[] = [];
  for (const arn of arns) {
    const policy = arn instanceof Reference && arn.attribute === "arn" ? policies.get(arn.address) : undefined;
    if (policy === undefined) managed.push(textOr(arn));
    else documents.push(statementsOf(at(policy.values, "policy")));
  }
  return { documents, managed };
}

function arnOf(name: string, path: string, { account, region }: Surroundings): Known<string> {
  const partition = region === undefined ? undefined : partitionOf(region)?.name;
  if (account === undefined || partition === undefined) return { unknown: "the account is not told" };
  return { value: roleArn({ account, partition, rolePath: path }, name) };
}

/** Reads pod identity associations. */
export function readAssociations(
  resources: readonly Resource[],
  { account, region }: Surroundings,
): Interpretation<{ readonly cluster?: string; readonly roles: Record<Pod, string> }> {
  const names = new Map(
    resources.filter(isType("aws_iam_role")).map(({ address, values }) => [address, textAt(values, "name")]),
  );
  const roles: Record<Pod, string> = {};
  const unread: string[] = [];
  const clusters = new Set<string>();
  for (const { address, values } of resources.filter(isType("aws_eks_pod_identity_association"))) {
    const arn = at(values, "role_arn");
    const role = arn instanceof Reference ? names.get(arn.address) : textOfRoleArn(arn);
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

function textOfRoleArn(arn: unknown): string | undefined {
  return typeof arn === "string" ? arn.split("/").at(-1) : undefined;
}

/** Reads buckets with the settings that decide who reaches them. */
export function readBuckets(resources: readonly Resource[]): Interpretation<Record<string, BucketAccess>> {
  const settings = resources.filter(({ type }) => type.startsWith("aws_s3_bucket_"));
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

function statementsOf(policy: unknown): Known<readonly Statement[]> {
  if (policy instanceof Unknown) return { unknown: policy.why };
  if (typeof policy !== "string") return { unknown: "no policy text" };
  try {
    const statements = parsePolicyDocument(JSON.parse(policy));
    return statements === undefined ? { unknown: "a policy with elements that are not read" } : { value: statements };
  } catch {
    return { unknown: "a policy that is no JSON" };
  }
}

function textOr(value: unknown): Known<string> {
  if (typeof value === "string") return { value };
  return { unknown: value instanceof Unknown ? value.why : "known after apply" };
}

function allOf<T>(list: readonly Known<T>[]): Known<readonly T[]> {
  const values: T[] = [];
  for (const item of list) {
    if ("unknown" in item) return item;
    values.push(item.value);
  }
  return { value: values };
}

function known<T, U>(item: Known<T>, map: (value: T) => U): Known<U> {
  return "unknown" in item ? item : { value: map(item.value) };
}
