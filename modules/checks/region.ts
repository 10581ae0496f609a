import { partitionOf, REGION_NAMES } from "../iam/partition";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import { suggest } from "../platform/suggest";
import type { DeclarationCheck } from "./rule";

export const region: DeclarationCheck = {
  id: "region",
  of: "declaration",
  what: "The region is one of AWS.",
  why: "Its partition decides every ARN.",
  fix: "Write the code of a region.",
  example: 'aws: { account: "123456789012", region: eu-centrall-1 }',
  acceptable: false,
  judge,
};

function judge({ aws }: Platform): readonly Problem[] {
  if (partitionOf(aws.region) !== undefined) return [];
  const close = suggest(aws.region, REGION_NAMES);
  const fix = close === undefined ? "write the code of a region, such as eu-central-1" : `did you mean "${close}"?`;
  return [error("region", { path: ["aws", "region"] }, `aws.region: got "${aws.region}", expected an AWS region`, fix)];
}
