/** A partition of AWS: a set of regions with identities and ARNs of its own. */
export interface Partition {
  readonly name: "aws" | "aws-cn" | "aws-us-gov";
  /** Of service endpoints, such as s3.REGION.amazonaws.com. */
  readonly dnsSuffix: string;
}

/** The partition of a region, or undefined for what is no region of AWS. */
export function partitionOf(region: string): Partition | undefined {
  return PARTITIONS.find(({ regions }) => regions.includes(region))?.partition;
}

/**
 * The regions as of 2026-10.
 *
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */
const PARTITIONS: readonly { readonly partition: Partition; readonly regions: readonly string[] }[] = [
  {
    partition: { name: "aws", dnsSuffix: "amazonaws.com" },
    regions: [
      "af-south-1",
      "ap-east-1",
      "ap-east-2",
      "ap-northeast-1",
      "ap-northeast-2",
      "ap-northeast-3",
      "ap-south-1",
      "ap-south-2",
      "ap-southeast-1",
      "ap-southeast-2",
      "ap-southeast-3",
      "ap-southeast-4",
      "ap-southeast-5",
      "ap-southeast-6",
      "ap-southeast-7",
      "ca-central-1",
      "ca-west-1",
      "eu-central-1",
      "eu-central-2",
      "eu-north-1",
      "eu-south-1",
      "eu-south-2",
      "eu-west-1",
      "eu-west-2",
      "eu-west-3",
      "il-central-1",
      "me-central-1",
      "me-south-1",
      "mx-central-1",
      "sa-east-1",
      "us-east-1",
      "us-east-2",
      "us-west-1",
      "us-west-2",
    ],
  },
  { partition: { name: "aws-cn", dnsSuffix: "amazonaws.com.cn" }, regions: ["cn-north-1", "cn-northwest-1"] },
  { partition: { name: "aws-us-gov", dnsSuffix: "amazonaws.com" }, regions: ["us-gov-east-1", "us-gov-west-1"] },
];

export const REGION_NAMES: readonly string[] = PARTITIONS.flatMap(({ regions }) => regions);
