import type { Bucket, Encryption } from "./bucket";
import type { DeclarationInput } from "./schema/declaration";

type BucketInput = NonNullable<DeclarationInput["buckets"]>[string];

/** A bucket, with its name and the secure defaults. */
export function resolveBucket(name: string, key: string, input: BucketInput): Bucket {
  const path = ["buckets", key];
  const encryption: Encryption =
    input.encryption === undefined
      ? { kind: "s3" }
      : { kind: "kms", key: input.encryption.kms, bucketKey: input.encryption.bucketKey ?? true };
  if ("existing" in input) return { key, name: input.existing, encryption, path };
  const { expireAfterDays, noncurrentExpireAfterDays } = input;
  return {
    key,
    name: input.name ?? `${name}-${key}`,
    encryption,
    managed: {
      tags: input.tags ?? {},
      versioning: input.versioning ?? true,
      forceDestroy: input.forceDestroy ?? false,
      ...(expireAfterDays === undefined ? {} : { expireAfterDays }),
      ...(noncurrentExpireAfterDays === undefined ? {} : { noncurrentExpireAfterDays }),
      abortUploadsAfterDays: input.abortUploadsAfterDays ?? 7,
    },
    path,
  };
}
