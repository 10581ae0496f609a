import * as z from "zod";
import { days, tags, text } from "./words";

const encryption = () =>
  z
    .strictObject({
      kms: z
        .string()
        .regex(/^(alias\/aws\/s3|arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[A-Za-z0-9-]+)$/, {
          error: 'the ARN of an existing key (arn:aws:kms:REGION:ACCOUNT:key/ID), or "alias/aws/s3"',
        })
        .describe("ARN of an existing key, or alias/aws/s3 for the S3 managed key."),
      bucketKey: z.boolean().optional().describe("S3 bucket keys. Default true."),
    })
    .describe("SSE-KMS. Left out: SSE-S3.");

/** What can be said of any bucket that this app makes. */
export const bucketSettings = () => ({
  tags: tags().optional().describe("On this bucket, besides aws.tags."),
  encryption: encryption().optional(),
  versioning: z.boolean().optional().describe("Default true."),
  noncurrentExpireAfterDays: days().optional().describe("For versions that are no longer current."),
  abortUploadsAfterDays: days().optional().describe("For uploads that were never completed. Default 7."),
  forceDestroy: z.boolean().optional().describe("Destroy the bucket with what is in it. Default false."),
});

/** A bucket: of the kinds, the one without `existing` is managed. */
export const bucket = () =>
  z.union([
    z
      .strictObject({ existing: text().describe("Name of a bucket that exists."), encryption: encryption().optional() })
      .describe("A bucket that is used and never managed."),
    z
      .strictObject({
        name: text().optional().describe("Default <name>-<key>."),
        expireAfterDays: days().optional().describe("Objects go after so many days."),
        ...bucketSettings(),
      })
      .describe("A bucket that this app makes: private, encrypted, versioned."),
  ]);
