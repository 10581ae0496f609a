import { bucketArn } from "./arn";
import { partitionOf } from "./partition";
import { type Conditions, policyDocument, type Statement } from "./policy";

/** A grant of AWS permissions, as far as policies need it. */
export type AwsGrant =
  | {
      readonly kind: "bucket";
      readonly bucket: GrantedBucket;
      readonly access: "list" | "read" | "write" | "read-write";
      /** Ends in `/`; undefined for the whole bucket. */
      readonly prefix?: string;
    }
  | { readonly kind: "managedPolicy"; readonly arn: string }
  | {
      readonly kind: "actions";
      readonly actions: readonly string[];
      readonly resources: readonly string[];
      readonly conditions: Conditions;
    };

export interface GrantedBucket {
  readonly name: string;
  readonly encryption:
    { readonly kind: "s3" } | { readonly kind: "kms"; readonly key: string; readonly bucketKey: boolean };
}

/** Where ARNs are. */
export interface AwsContext {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

/** An action that a level of access contains, and why. */
export interface GrantedAction {
  readonly action: string;
  readonly on: "bucket" | "objects";
  /** The API calls that it serves. */
  readonly calls: readonly string[];
  /** Where AWS says so. */
  readonly source: string;
}

const USER_GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide";
const PERMISSIONS = `${USER_GUIDE}/using-with-s3-policy-actions.html`;
const MULTIPART = `${USER_GUIDE}/mpuoverview.html#mpuAndPermissions`;

/**
 * What each level of access to a bucket contains: no more than its calls need.
 *
 * - `read` does not list: a job that fetches known objects needs no list, and `list` is a level of its own.
 * - `write` deletes: who may overwrite an object has its current version in hand already. Old versions stay.
 * - `write` aborts uploads, which the uploaders of the SDKs do when a part fails.
 * - No ACLs (the owner is enforced), tags, versions, retention.
 * - `cache` is what the runner's manager signs URLs for.
 */
export const BUCKET_ACCESS: Readonly<Record<"list" | "read" | "write" | "cache", readonly GrantedAction[]>> = {
  list: [
    {
      action: "s3:ListBucket",
      on: "bucket",
      calls: ["ListObjectsV2", "ListObjects", "HeadBucket"],
      source: PERMISSIONS,
    },
  ],
  read: [{ action: "s3:GetObject", on: "objects", calls: ["GetObject", "HeadObject"], source: PERMISSIONS }],
  write: [
    {
      action: "s3:PutObject",
      on: "objects",
      calls: ["PutObject", "CopyObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"],
      source: MULTIPART,
    },
    { action: "s3:DeleteObject", on: "objects", calls: ["DeleteObject", "DeleteObjects"], source: PERMISSIONS },
    { action: "s3:AbortMultipartUpload", on: "objects", calls: ["AbortMultipartUpload"], source: MULTIPART },
  ],
  cache: [
    { action: "s3:GetObject", on: "objects", calls: ["GetObject", "HeadObject"], source: PERMISSIONS },
    { action: "s3:PutObject", on: "objects", calls: ["PutObject"], source: PERMISSIONS },
  ],
};

/**
 * What S3 asks of KMS in the name of its caller, by the S3 action that is called.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 * @see https://repost.aws/knowledge-center/s3-large-file-encryption-kms-key
 */
export const KMS_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  "s3:GetObject": ["kms:Decrypt"],
  // The parts of an upload are decrypted when they are put together.
  "s3:PutObject": ["kms:GenerateDataKey", "kms:Decrypt"],
};

/** The statements of a grant; none for a managed policy, which is attached as it is. */
export function grantStatements(grant: AwsGrant, aws: AwsContext): readonly Statement[] {
  switch (grant.kind) {
    case "bucket":
      return bucketStatements(LEVELS[grant.access], grant.bucket, grant.prefix ?? "", aws);
    case "actions":
      return [{ Effect: "Allow", Action: grant.actions, Resource: grant.resources, Condition: grant.conditions }];
    case "managedPolicy":
      return [];
  }
}

/** The statements of a runner's manager for the cache of its jobs. */
export function cacheStatements(bucket: GrantedBucket, prefix: string, aws: AwsContext): readonly Statement[] {
  return bucketStatements(BUCKET_ACCESS.cache, bucket, prefix, aws);
}

const LEVELS: Readonly<Record<"list" | "read" | "write" | "read-write", readonly GrantedAction[]>> = {
  list: BUCKET_ACCESS.list,
  read: BUCKET_ACCESS.read,
  write: BUCKET_ACCESS.write,
  "read-write": [...BUCKET_ACCESS.read, ...BUCKET_ACCESS.write],
};

function bucketStatements(
  actions: readonly GrantedAction[],
  bucket: GrantedBucket,
  prefix: string,
  aws: AwsContext,
): readonly Statement[] {
  const arn = bucketArn(aws.partition, bucket.name);
  const on = (where: GrantedAction["on"]) =>
    actions.filter((granted) => granted.on === where).map(({ action }) => action);
  const listing: Statement = {
    Effect: "Allow",
    Action: on("bucket"),
    Resource: [arn],
    ...(prefix === "" ? {} : { Condition: { StringLike: { "s3:prefix": [`${prefix}*`] } } }),
  };
  const objects: Statement = { Effect: "Allow", Action: on("objects"), Resource: [`${arn}/${prefix}*`] };
  const kms = [...new Set(actions.flatMap(({ action }) => KMS_ACTIONS[action] ?? []))];
  return policyDocument(
    [listing, objects, ...kmsStatement(kms, bucket, prefix, aws)].filter(({ Action }) => Action.length > 0),
  ).Statement;
}

/**
 * The key, used through S3 in this region and for these objects only. The ARN of the S3 managed key is not known
 * before it is first used; the conditions are what narrows it.
 */
function kmsStatement(
  actions: readonly string[],
  { name, encryption }: GrantedBucket,
  prefix: string,
  { account, region, partition }: AwsContext,
): readonly Statement[] {
  if (encryption.kind === "s3") return [];
  const arn = bucketArn(partition, name);
  const viaService = `s3.${region}.${partitionOf(region)?.dnsSuffix ?? "amazonaws.com"}`;
  // With bucket keys S3 encrypts for the bucket as a whole: the context is the bucket's ARN, not the object's.
  const context: Conditions = encryption.bucketKey
    ? { StringEquals: { "kms:EncryptionContext:aws:s3:arn": [arn], "kms:ViaService": [viaService] } }
    : {
        StringEquals: { "kms:ViaService": [viaService] },
        StringLike: { "kms:EncryptionContext:aws:s3:arn": [`${arn}/${prefix}*`] },
      };
  const key = encryption.key === "alias/aws/s3" ? `arn:${partition}:kms:${region}:${account}:key/*` : encryption.key;
  return [{ Effect: "Allow", Action: actions, Resource: [key], Condition: context }];
}
