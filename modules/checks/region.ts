import { partitionOf, REGION_NAMES } from "../iam/partition";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import { suggest } from "../platform/suggest";

/** The region is one of AWS: its partition decides every ARN. */
export function region({ aws }: Platform): readonly Problem[] {
  if (partitionOf(aws.region) !== undefined) return [];
  const close = suggest(aws.region, REGION_NAMES);
  const fix = close === undefined ? "write the code of a region, such as eu-central-1" : `did you mean "${close}"?`;
  return [error("region", { path: ["aws", "region"] }, `aws.region: got "${aws.region}", expected an AWS region`, fix)];
}
