import {
  CreateRoleCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { DecryptCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { type AwsApi, clientConfig } from "../../sandbox/aws-api";

/**
 * Operations that AWS allows by an action of another name, and that the emulator asks for by their own.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  "s3:GetObject": ["s3:HeadObject"],
  "s3:ListBucket": ["s3:HeadBucket", "s3:ListObjects", "s3:ListObjectsV2"],
  "s3:PutObject": ["s3:CompleteMultipartUpload", "s3:CopyObject", "s3:CreateMultipartUpload", "s3:UploadPart"],
};

function withOperations(document: string): string {
  const { Version, Statement } = JSON.parse(document) as {
    readonly Version: string;
    readonly Statement: readonly { readonly Action: readonly string[] }[];
  };
  const translated = Statement.map(({ Action, ...rest }) => ({
    ...rest,
    Action: Action.flatMap((action) => [action, ...(OPERATIONS[action] ?? [])]),
  }));
  return JSON.stringify({ Version, Statement: translated });
}

/** Calls AWS with what one role may do; what a call needs to exist is made by somebody who may do everything. */
export class AwsCaller {
  private readonly s3: S3Client;
  private readonly iam: IAMClient;
  private readonly kms: KMSClient;
  private readonly admin: S3Client;

  private constructor(
    api: AwsApi,
    session: { accessKeyId: string; secretAccessKey: string; sessionToken: string },
    private readonly sealedText: Uint8Array,
  ) {
    const config = { ...clientConfig(api), credentials: session };
    this.s3 = new S3Client(config);
    this.iam = new IAMClient(config);
    this.kms = new KMSClient(config);
    this.admin = new S3Client(clientConfig(api));
  }

  /**
   * A session of a role with the policies of another: nobody here can be a pod, so the copy is trusted for the account
   * where the true one is trusted for a ServiceAccount only. The emulator asks for permissions by the names of
   * operations where AWS has others: the copy has those too, for the same resources under the same conditions.
   */
  static async as(api: AwsApi, role: string, sealedText: Uint8Array, RoleName = `copy-of-${role}`): Promise<AwsCaller> {
    const iam = new IAMClient(clientConfig(api));
    const trust = {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${api.account}:root` }, Action: "sts:AssumeRole" },
      ],
    };
    const made = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }));
    const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: role }));
    for (const { PolicyArn, PolicyName } of AttachedPolicies) {
      const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
      const version = { PolicyArn, VersionId: Policy?.DefaultVersionId };
      const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand(version));
      const PolicyDocument = withOperations(decodeURIComponent(PolicyVersion?.Document ?? ""));
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
    }
    const { Credentials } = await new STSClient(clientConfig(api)).send(
      new AssumeRoleCommand({ RoleArn: made.Role?.Arn, RoleSessionName: "try" }),
    );
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
    const session = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    return new AwsCaller(api, session, sealedText);
  }

  /** `allowed`, or the error that AWS answers with. */
  async try(call: string): Promise<string> {
    const [operation = "", target = ""] = call.split(" ");
    const [Bucket = "", ...rest] = target.split("/");
    try {
      await this.send(operation, Bucket, rest.join("/"));
      return "allowed";
    } catch (thrown) {
      const { name, $metadata } = thrown as { readonly name: string; readonly $metadata?: { httpStatusCode?: number } };
      // An answer to HEAD has no body that could name the error.
      return name === "Unknown" || name === "UnknownError" ? String($metadata?.httpStatusCode) : name;
    }
  }

  private async send(operation: string, Bucket: string, Key: string): Promise<unknown> {
    const object = { Bucket, Key };
    switch (operation) {
      case "ListBuckets":
        return this.s3.send(new ListBucketsCommand({}));
      case "ListRoles":
        return this.iam.send(new ListRolesCommand({}));
      case "Decrypt":
        return this.kms.send(new DecryptCommand({ CiphertextBlob: this.sealedText }));
      case "ListObjectsV2":
        return this.s3.send(new ListObjectsV2Command({ Bucket }));
      case "ListObjects":
        return this.s3.send(new ListObjectsCommand({ Bucket }));
      case "HeadBucket":
        return this.s3.send(new HeadBucketCommand({ Bucket }));
      case "DeleteBucket":
        return this.s3.send(new DeleteBucketCommand({ Bucket }));
      case "PutBucketPolicy":
        return this.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: "{}" }));
      case "PutObject":
        return this.s3.send(new PutObjectCommand({ ...object, Body: "text" }));
      case "CreateMultipartUpload":
        return this.s3.send(new CreateMultipartUploadCommand(object));
      case "UploadPart":
      case "CompleteMultipartUpload":
      case "AbortMultipartUpload":
        return this.sendToUpload(operation, object);
      default:
        return this.sendToObject(operation, object);
    }
  }

  private async sendToUpload(operation: string, object: { Bucket: string; Key: string }): Promise<unknown> {
    const { UploadId } = await this.admin.send(new CreateMultipartUploadCommand(object));
    const part = { ...object, UploadId, PartNumber: 1, Body: "text" };
    if (operation === "UploadPart") return this.s3.send(new UploadPartCommand(part));
    if (operation === "AbortMultipartUpload") {
      return this.s3.send(new AbortMultipartUploadCommand({ ...object, UploadId }));
    }
    const { ETag } = await this.admin.send(new UploadPartCommand(part));
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
    return this.s3.send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload }));
  }

  private async sendToObject(operation: string, object: { Bucket: string; Key: string }): Promise<unknown> {
    const { Bucket, Key } = object;
    await this.admin.send(new PutObjectCommand({ ...object, Body: "text" }));
    switch (operation) {
      case "GetObject":
        return this.s3.send(new GetObjectCommand(object));
      case "HeadObject":
        return this.s3.send(new HeadObjectCommand(object));
      case "CopyObject":
        return this.s3.send(new CopyObjectCommand({ ...object, Key: `${Key}-copy`, CopySource: `${Bucket}/${Key}` }));
      case "DeleteObject":
        return this.s3.send(new DeleteObjectCommand(object));
      case "GetObjectTagging":
        return this.s3.send(new GetObjectTaggingCommand(object));
      case "PutObjectTagging":
        return this.s3.send(
          new PutObjectTaggingCommand({ ...object, Tagging: { TagSet: [{ Key: "a", Value: "b" }] } }),
        );
      default:
        throw new Error(`no call is known for ${operation}`);
    }
  }
}
