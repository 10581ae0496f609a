import { LIMITS } from "./limits";

/** Why a text is no name of an IAM role, or undefined. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export function iamRoleNameProblem(name: string): string | undefined {
  const longest = LIMITS.roleNameLength.value;
  if (name.length > longest) return `${String(name.length)} characters, expected at most ${String(longest)}`;
  return /^[A-Za-z0-9+=,.@_-]+$/.test(name) ? undefined : "expected letters, digits and +=,.@_-";
}

/** Why a text is no path of an IAM role, or undefined. */
export function iamRolePathProblem(path: string): string | undefined {
  const longest = LIMITS.rolePathLength.value;
  if (path.length > longest) return `${String(path.length)} characters, expected at most ${String(longest)}`;
  return /^\/(?:[\w+=,.@-]+\/)*$/.test(path) ? undefined : "expected / or /path/ of letters, digits and +=,.@_-";
}

/** Why a text is no name of a general purpose bucket, or undefined. */
export function bucketNameProblem(name: string, account: string, region: string): string | undefined {
  const broken = BUCKET_RULES.find(({ holds }) => !holds(name));
  if (broken !== undefined) return `expected ${broken.rule}`;
  const reserved = `-${account}-${region}-an`;
  return name.endsWith(reserved) ? `expected a name that does not end in "${reserved}", which AWS reserves` : undefined;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET_RULES: readonly { readonly rule: string; readonly holds: (name: string) => boolean }[] = [
  { rule: "3 to 63 characters", holds: (name) => name.length >= 3 && name.length <= 63 },
  { rule: "lower-case letters, digits, dots and hyphens", holds: (name) => /^[a-z0-9.-]*$/.test(name) },
  { rule: "a letter or digit at the beginning and the end", holds: (name) => /^[a-z0-9].*[a-z0-9]$/.test(name) },
  { rule: "no two dots together", holds: (name) => !name.includes("..") },
  { rule: "a name that is no IP address", holds: (name) => !/^\d+\.\d+\.\d+\.\d+$/.test(name) },
  ...["xn--", "sthree-", "amzn-s3-demo-"].map((prefix) => ({
    rule: `a name that does not begin with "${prefix}", which AWS reserves`,
    holds: (name: string) => !name.startsWith(prefix),
  })),
  ...["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"].map((suffix) => ({
    rule: `a name that does not end in "${suffix}", which AWS reserves`,
    holds: (name: string) => !name.endsWith(suffix),
  })),
];
