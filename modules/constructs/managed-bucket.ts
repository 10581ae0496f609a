import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { tlsOnlyPolicy } from "../iam/bucket-policy";
import type { Bucket, ManagedBucket as Settings } from "../platform/bucket";
import type { CheckedPlatform } from "../platform/platform";
import * as addresses from "./addresses";
import { literals, tagged } from "./literal";
import { after, place } from "./place";

/** A private, encrypted bucket: public access blocked, owner enforced, TLS only, old uploads cleaned up. */
export class ManagedBucket extends Construct {
  readonly key: string;
  readonly bucket: S3Bucket;

  constructor(scope: Construct, platform: CheckedPlatform, { key, name, encryption }: Bucket, settings: Settings) {
    super(scope, `bucket-${key}`);
    const address = addresses.bucket(key);
    this.key = key;
    this.bucket = place(
      new S3Bucket(this, "bucket", { bucket: name, forceDestroy: settings.forceDestroy, ...tagged(settings.tags) }),
      address,
    );
    const bucket = this.bucket.id;
    const parts = [
      new S3BucketPublicAccessBlock(this, "public-access-block", {
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      }),
      new S3BucketOwnershipControls(this, "ownership", { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } }),
      new S3BucketVersioningA(this, "versioning", {
        bucket,
        versioningConfiguration: { status: settings.versioning ? "Enabled" : "Suspended" },
      }),
      new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
        bucket,
        rule: [
          encryption.kind === "s3"
            ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
            : {
                applyServerSideEncryptionByDefault: {
                  sseAlgorithm: "aws:kms",
                  // Without a key S3 takes the managed one, whose ARN is not known before it is first used.
                  ...(encryption.key === "alias/aws/s3" ? {} : { kmsMasterKeyId: encryption.key }),
                },
                bucketKeyEnabled: encryption.bucketKey,
              },
        ],
      }),
      new S3BucketLifecycleConfiguration(this, "lifecycle", { bucket, rule: lifecycle(settings) }),
      new S3BucketPolicy(this, "policy", {
        bucket,
        policy: JSON.stringify(literals(tlsOnlyPolicy(platform.aws.partition, name))),
      }),
    ].map((part) => place(part, address));
    // S3 answers OperationAborted to writes of one bucket's settings at the same time.
    parts.forEach((part, i) => after(part, parts.slice(Math.max(i - 1, 0), i)));
  }
}

function lifecycle(settings: Settings) {
  const rule = (id: string, what: object) => ({ id, status: "Enabled", filter: [{ prefix: "" }], ...what });
  const { expireAfterDays, noncurrentExpireAfterDays, abortUploadsAfterDays } = settings;
  return [
    rule("abort-uploads", { abortIncompleteMultipartUpload: [{ daysAfterInitiation: abortUploadsAfterDays }] }),
    ...(expireAfterDays === undefined ? [] : [rule("expire", { expiration: [{ days: expireAfterDays }] })]),
    ...(noncurrentExpireAfterDays === undefined
      ? []
      : [
          rule("expire-noncurrent", {
            noncurrentVersionExpiration: [{ noncurrentDays: noncurrentExpireAfterDays }],
          }),
        ]),
  ];
}
