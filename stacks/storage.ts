import type { Construct } from "constructs";
import { ManagedBucket } from "../modules/constructs/managed-bucket";
import { output } from "../modules/constructs/outputs";
import type { CheckedPlatform } from "../modules/platform/platform";
import { PlatformStack } from "./platform-stack";

/** The buckets. */
export class StorageStack extends PlatformStack {
  static readonly suffix = "storage";

  constructor(scope: Construct, platform: CheckedPlatform) {
    super(scope, `${platform.name}-${StorageStack.suffix}`, platform);
    this.addAws();
    const made = platform.buckets.flatMap((bucket) =>
      bucket.managed === undefined ? [] : [new ManagedBucket(this, platform, bucket, bucket.managed)],
    );
    output(this, "bucket_names", Object.fromEntries(made.map(({ key, bucket }) => [key, bucket.id])));
  }
}
