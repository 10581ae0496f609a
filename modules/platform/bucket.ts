import type { Path } from "./path";

export interface Bucket {
  readonly key: string;
  readonly name: string;
  readonly encryption: Encryption;
  /** Undefined for a bucket that exists and is used, never managed. */
  readonly managed?: ManagedBucket;
  readonly path: Path;
}

export interface ManagedBucket {
  /** Besides those of everything. */
  readonly tags: Readonly<Record<string, string>>;
  readonly versioning: boolean;
  readonly forceDestroy: boolean;
  readonly expireAfterDays?: number;
  readonly noncurrentExpireAfterDays?: number;
  readonly abortUploadsAfterDays: number;
}

/** SSE-S3, or SSE-KMS under the S3 managed key (`alias/aws/s3`) or the key of an ARN. */
export type Encryption =
  { readonly kind: "s3" } | { readonly kind: "kms"; readonly key: string; readonly bucketKey: boolean };
