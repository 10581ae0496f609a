import { bucketArn } from "./arn";
import { GRANTED_ACTIONS, type GrantedAction, KMS_ACTIONS } from "./granted-actions";
import { kmsStatement } from "./kms";
import { levelStatements } from "./level";
import { policyDocument, type PlainStatement } from "./policy";

export interface GrantedBucket {
  readonly name: string;
  readonly encryption:
    { readonly kind: "s3" } | { readonly kind: "kms"; readonly key: string; readonly bucketKey: boolean };
}

interface AwsContext {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

/** The statements of a level of access to the objects of a bucket under a prefix, which is empty for all of them. */
export function bucketStatements(
  level: readonly GrantedAction[],
  bucket: GrantedBucket,
  prefix: string,
  aws: AwsContext,
): readonly PlainStatement[] {
  const arn = bucketArn(aws.partition, bucket.name);
  const objects = [`${arn}/${prefix}*`];
  const statements = levelStatements(level, { bucket: [arn], objects });
  const listed =
    prefix === "" ? statements : statements.map((statement) => listing(statement, arn, { StringLike: [`${prefix}*`] }));
  return policyDocument([...listed, ...encryption(level, bucket, objects, aws)]).Statement;
}

/**
 * The statements of Terraform's S3 backend for one state: the object and the lock file beside it. `terraform init` asks
 * which workspaces there are, which is a list under `env:/`; of those the names are seen, not the states.
 *
 * @see https://developer.hashicorp.com/terraform/language/backend/s3#s3-bucket-permissions
 */
export function stateStatements(
  state: { readonly bucket: GrantedBucket; readonly key: string; readonly access: "read" | "write" },
  aws: AwsContext,
): readonly PlainStatement[] {
  const { bucket, key, access } = state;
  const arn = bucketArn(aws.partition, bucket.name);
  const level = access === "read" ? GRANTED_ACTIONS.readState : GRANTED_ACTIONS.writeState;
  const [object, lock] = [[`${arn}/${key}`], [`${arn}/${key}.tflock`]];
  const statements = levelStatements(level, { bucket: [arn], state: object, lock });
  const listed = statements.map((statement) => listing(statement, arn, { StringEquals: ["env:/", key] }));
  const objects = access === "read" ? object : [...object, ...lock];
  return policyDocument([...listed, ...encryption(level, bucket, objects, aws)]).Statement;
}

/** A statement about the bucket itself, for these prefixes only; any other as it is. */
function listing(
  statement: PlainStatement,
  arn: string,
  prefixes: Readonly<Record<string, readonly string[]>>,
): PlainStatement {
  if (statement.Resource?.[0] !== arn) return statement;
  const Condition = Object.fromEntries(
    Object.entries(prefixes).map(([operator, values]) => [operator, { "s3:prefix": values }]),
  );
  return { ...statement, Condition };
}

/**
 * The key of a bucket, as far as the actions of a level need it. The ARN of the S3 managed key is not known before it
 * is first used; the conditions are what narrows it.
 */
function encryption(
  level: readonly GrantedAction[],
  { name, encryption: under }: GrantedBucket,
  objects: readonly string[],
  aws: AwsContext,
): readonly PlainStatement[] {
  const actions = [...new Set(level.flatMap(({ action }) => KMS_ACTIONS[action] ?? []))];
  if (under.kind === "s3" || actions.length === 0) return [];
  const { partition, region, account } = aws;
  const key = under.key === "alias/aws/s3" ? `arn:${partition}:kms:${region}:${account}:key/*` : under.key;
  // With bucket keys S3 encrypts for the bucket as a whole: the context is the bucket's ARN, not the object's.
  const context = { "aws:s3:arn": under.bucketKey ? [bucketArn(partition, name)] : objects };
  return [kmsStatement({ actions, key, service: "s3", context }, aws)];
}
