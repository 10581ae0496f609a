import { parseArn } from "./arn";
import { bucketStatements, type GrantedBucket, stateStatements } from "./bucket-grants";
import { GRANTED_ACTIONS } from "./granted-actions";
import { kmsStatement } from "./kms";
import { levelStatements } from "./level";
import { type Conditions, type PlainStatement } from "./policy";

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
  | { readonly kind: "repository"; readonly arn: string; readonly access: "pull" | "push" }
  /** One parameter, or with an ARN that ends in `/` all below it. */
  | { readonly kind: "parameter"; readonly arn: string; readonly key?: string }
  /** A secret by its whole ARN, or by one that ends in `-??????` for the characters that AWS appends. */
  | { readonly kind: "secret"; readonly arn: string; readonly key?: string }
  | {
      readonly kind: "terraformState";
      readonly bucket: GrantedBucket;
      /** Key of the state's object. */
      readonly key: string;
      readonly access: "read" | "write";
    }
  | { readonly kind: "assume"; readonly arn: string }
  | {
      readonly kind: "actions";
      readonly actions: readonly string[];
      readonly resources: readonly string[];
      readonly conditions: Conditions;
    };

/** Where ARNs are. */
export interface AwsContext {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

/** The statements of a grant; none for a managed policy, which is attached as it is. */
export function grantStatements(grant: AwsGrant, aws: AwsContext): readonly PlainStatement[] {
  switch (grant.kind) {
    case "bucket":
      return bucketStatements(LEVELS[grant.access], grant.bucket, grant.prefix ?? "", aws);
    case "repository":
      return levelStatements(GRANTED_ACTIONS[grant.access], { account: ["*"], repository: [grant.arn] });
    case "parameter":
      return parameterStatements(grant, aws);
    case "secret":
      return [
        ...levelStatements(GRANTED_ACTIONS.secret, { secret: [grant.arn] }),
        ...decryption("secretsmanager", "SecretARN", grant.arn, grant.key, aws),
      ];
    case "terraformState":
      return stateStatements(grant, aws);
    case "assume":
      return levelStatements(GRANTED_ACTIONS.assume, { role: [grant.arn] });
    case "actions":
      return [{ Effect: "Allow", Action: grant.actions, Resource: grant.resources, Condition: grant.conditions }];
    case "managedPolicy":
      return [];
  }
}

/** The statements of a runner's manager for the cache of its jobs. */
export function cacheStatements(bucket: GrantedBucket, prefix: string, aws: AwsContext): readonly PlainStatement[] {
  return bucketStatements(GRANTED_ACTIONS.cache, bucket, prefix, aws);
}

const LEVELS = {
  list: GRANTED_ACTIONS.list,
  read: GRANTED_ACTIONS.read,
  write: GRANTED_ACTIONS.write,
  "read-write": [...GRANTED_ACTIONS.read, ...GRANTED_ACTIONS.write],
} as const;

type ParameterGrant = Extract<AwsGrant, { readonly kind: "parameter" }>;

function parameterStatements({ arn, key }: ParameterGrant, aws: AwsContext): readonly PlainStatement[] {
  if (!arn.endsWith("/")) {
    return [
      ...levelStatements(GRANTED_ACTIONS.parameter, { parameter: [arn] }),
      ...decryption("ssm", "PARAMETER_ARN", arn, key, aws),
    ];
  }
  const below = `${arn}*`;
  return [
    ...levelStatements(GRANTED_ACTIONS.parameters, { parameter: [below], path: [arn.slice(0, -1), below] }),
    ...decryption("ssm", "PARAMETER_ARN", below, key, aws),
  ];
}

/**
 * Decryption by a key of one's own. The key that AWS manages for a service lets in whoever the service lets in.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
function decryption(
  service: "secretsmanager" | "ssm",
  contextKey: string,
  arn: string,
  key: string | undefined,
  aws: AwsContext,
): readonly PlainStatement[] {
  if (key === undefined) return [];
  // The service asks for the key in the region of what it encrypts.
  const region = parseArn(arn)?.region ?? aws.region;
  return [kmsStatement({ actions: ["kms:Decrypt"], key, service, context: { [contextKey]: [arn] } }, { region })];
}
