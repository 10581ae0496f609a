/** What an action of a grant is allowed on. */
export type Target =
  "account" | "bucket" | "lock" | "objects" | "parameter" | "path" | "repository" | "role" | "secret" | "state";

/** An action that a level of access contains, and why. */
export interface GrantedAction {
  readonly action: string;
  readonly on: Target;
  /** The API calls that it serves. */
  readonly calls: readonly string[];
  /** Where AWS, or the program that makes the calls, says so. */
  readonly source: string;
}

const S3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide";
const PERMISSIONS = `${S3}/using-with-s3-policy-actions.html`;
const MULTIPART = `${S3}/mpuoverview.html#mpuAndPermissions`;
const PULL = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html";
const PUSH = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html";
const PARAMETERS = "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html";
const SECRETS = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html";
const STATE = "https://developer.hashicorp.com/terraform/language/backend/s3#s3-bucket-permissions";
const CHAINING = "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html";

/** A token for a registry is an account's: `docker login` needs it whatever it does then. */
const LOGIN: GrantedAction = {
  action: "ecr:GetAuthorizationToken",
  on: "account",
  calls: ["GetAuthorizationToken"],
  source: PUSH,
};

const READ_STATE: readonly GrantedAction[] = [
  // Terraform lists on every init, to see which workspaces there are.
  { action: "s3:ListBucket", on: "bucket", calls: ["ListObjectsV2"], source: STATE },
  { action: "s3:GetObject", on: "state", calls: ["GetObject", "HeadObject"], source: STATE },
];

const GET_PARAMETER: GrantedAction = {
  action: "ssm:GetParameter",
  on: "parameter",
  calls: ["GetParameter"],
  source: PARAMETERS,
};
const GET_PARAMETERS: GrantedAction = {
  action: "ssm:GetParameters",
  on: "parameter",
  calls: ["GetParameters"],
  source: PARAMETERS,
};

/**
 * What each level of access contains: no more than its calls need.
 *
 * - A bucket's `read` does not list: a job that fetches known objects needs no list, and `list` is a level of its own.
 * - Its `write` deletes: who may overwrite an object has its current version in hand already. Old versions stay. It
 *   aborts uploads, which the uploaders of the SDKs do when a part fails. No ACLs (the owner is enforced), tags,
 *   versions, retention.
 * - `cache` is what the runner's manager signs URLs for.
 * - `push` reads manifests but no layers, and deletes nothing: a tag that is moved leaves its image there.
 * - A secret's `read` is its value. Its description and rotation are no part of it.
 * - `writeState` locks by the lock file beside the state, and cannot delete the state itself.
 * - `assume` passes on the session tags of pod identity, which are transitive.
 */
export const GRANTED_ACTIONS = {
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
  pull: [
    LOGIN,
    { action: "ecr:BatchGetImage", on: "repository", calls: ["BatchGetImage"], source: PULL },
    { action: "ecr:GetDownloadUrlForLayer", on: "repository", calls: ["GetDownloadUrlForLayer"], source: PULL },
  ],
  push: [
    LOGIN,
    {
      action: "ecr:BatchCheckLayerAvailability",
      on: "repository",
      calls: ["BatchCheckLayerAvailability"],
      source: PUSH,
    },
    { action: "ecr:InitiateLayerUpload", on: "repository", calls: ["InitiateLayerUpload"], source: PUSH },
    { action: "ecr:UploadLayerPart", on: "repository", calls: ["UploadLayerPart"], source: PUSH },
    { action: "ecr:CompleteLayerUpload", on: "repository", calls: ["CompleteLayerUpload"], source: PUSH },
    { action: "ecr:PutImage", on: "repository", calls: ["PutImage"], source: PUSH },
    // Whoever pushes asks whether the tag is there already.
    { action: "ecr:BatchGetImage", on: "repository", calls: ["BatchGetImage"], source: PUSH },
  ],
  parameter: [GET_PARAMETER, GET_PARAMETERS],
  parameters: [
    GET_PARAMETER,
    GET_PARAMETERS,
    { action: "ssm:GetParametersByPath", on: "path", calls: ["GetParametersByPath"], source: PARAMETERS },
  ],
  secret: [{ action: "secretsmanager:GetSecretValue", on: "secret", calls: ["GetSecretValue"], source: SECRETS }],
  readState: READ_STATE,
  writeState: [
    ...READ_STATE,
    { action: "s3:PutObject", on: "state", calls: ["PutObject"], source: STATE },
    { action: "s3:GetObject", on: "lock", calls: ["GetObject"], source: STATE },
    { action: "s3:PutObject", on: "lock", calls: ["PutObject"], source: STATE },
    { action: "s3:DeleteObject", on: "lock", calls: ["DeleteObject"], source: STATE },
  ],
  assume: [
    { action: "sts:AssumeRole", on: "role", calls: ["AssumeRole"], source: CHAINING },
    { action: "sts:TagSession", on: "role", calls: ["AssumeRole"], source: CHAINING },
  ],
} as const satisfies Readonly<Record<string, readonly GrantedAction[]>>;

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
