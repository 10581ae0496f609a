import { parseArn } from "../iam/arn";
import { type Path, pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import { awsGrants } from "../platform/grants";
import type { DeclarationCheck } from "./rule";

export const arn: DeclarationCheck = {
  id: "arn",
  of: "declaration",
  what: "ARNs are of this platform's partition, and of its account or region where AWS takes no other.",
  why: "AWS refuses the policy or key when it is applied, or the permission is on something that does not exist.",
  fix: "Name a resource of this partition, account and region.",
  example: [
    "identities:",
    "  i:",
    "    allow:",
    '      - { actions: [s3:GetObject], resources: ["arn:aws-cn:s3:::data/*"] } # in eu-central-1',
  ].join("\n"),
  acceptable: false,
  judge,
};

function judge(platform: Platform): readonly Problem[] {
  const { aws, identities, buckets, terraform } = platform;
  const problems: Problem[] = [];
  const judge = (text: string, path: Path, ours: { account?: boolean; region?: string } = {}): void => {
    const reason = reasonAgainst(text, platform, ours);
    if (reason === undefined) return;
    problems.push(error("arn", { path }, `${pathText(path)}: got "${text}", ${reason.expected}`, reason.fix));
  };
  if (aws.permissionsBoundary !== undefined)
    judge(aws.permissionsBoundary, ["aws", "permissionsBoundary"], { account: true });
  const { backend } = terraform;
  if (backend.kind === "s3" && backend.kmsKey !== undefined)
    judge(backend.kmsKey, ["terraform", "backend", "s3", "kmsKey"]);
  for (const { encryption, path } of buckets) {
    // S3 takes a key of the bucket's own region only.
    if (encryption.kind === "kms" && encryption.key.startsWith("arn:"))
      judge(encryption.key, [...path, "encryption", "kms"], { region: aws.region });
  }
  for (const grant of identities.flatMap(awsGrants)) {
    if (grant.kind === "managedPolicy") judge(grant.arn, [...grant.path, "managedPolicy"], { account: true });
    if (grant.kind === "assume") judge(grant.arn, [...grant.path, "assume"]);
    if (grant.kind === "repository" || grant.kind === "secret") judge(grant.arn, [...grant.path, grant.kind]);
    // A service takes a key of its own region only.
    if ((grant.kind === "parameter" || grant.kind === "secret") && grant.key !== undefined)
      judge(grant.key, [...grant.path, "kms"], { region: parseArn(grant.arn)?.region ?? aws.region });
    if (grant.kind !== "actions") continue;
    grant.resources.forEach((resource, i) => {
      if (!/^\*+$/.test(resource)) judge(resource, [...grant.path, "resources", i]);
    });
  }
  return problems;
}

interface Reason {
  readonly expected: string;
  readonly fix: string;
}

function reasonAgainst(
  text: string,
  { aws }: Platform,
  ours: { account?: boolean; region?: string },
): Reason | undefined {
  const parsed = parseArn(text);
  if (parsed === undefined) {
    return { expected: 'expected "*" or an ARN', fix: "write arn:partition:service:region:account:resource" };
  }
  const { partition, account, region } = parsed;
  // A wildcard matches ours as well.
  if (partition !== aws.partition && !/[*?]/.test(partition)) {
    const expected = `of the partition ${partition}, expected ${aws.partition}, that of ${aws.region}`;
    return { expected, fix: `write arn:${aws.partition}:…` };
  }
  if (ours.account === true && account !== aws.account && account !== "aws") {
    return {
      expected: `of the account ${account || "(none)"}, expected ${aws.account}`,
      fix: "name a policy of this account",
    };
  }
  if (ours.region !== undefined && region !== ours.region) {
    return { expected: `of the region ${region}, expected ${ours.region}`, fix: "name a key of this region" };
  }
  return undefined;
}
