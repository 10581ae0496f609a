import { bucketArn } from "./arn";
import { type PolicyDocument, policyDocument } from "./policy";

/**
 * Policy of a bucket that answers over TLS only.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html#example-bucket-policies-HTTP-HTTPS
 */
export function tlsOnlyPolicy(partition: string, bucket: string): PolicyDocument {
  const arn = bucketArn(partition, bucket);
  return policyDocument([
    {
      Effect: "Deny",
      Principal: "*",
      Action: ["s3:*"],
      Resource: [arn, `${arn}/*`],
      Condition: { Bool: { "aws:SecureTransport": ["false"] } },
    },
  ]);
}
