import type { AccessModel, ModelPath } from "../access/model";
import { parseArn } from "../iam/arn";
import { conditionList, narrows } from "../iam/conditions";
import { literalPrefix } from "../iam/overlap";
import type { Principals, Statement } from "../iam/policy";
import type { ModelCheck, Observation } from "./rule";

export const publicPrincipal: ModelCheck = {
  id: "public-principal",
  of: "model",
  what: "No trust policy and no policy of a bucket lets in everyone.",
  why: "Everyone is every identity of every account of AWS, and for a bucket also who has none.",
  fix: "Name who is let in, or add a condition on who they are or where they come from.",
  example: ["# assume_role_policy", "Effect: Allow", 'Principal: { AWS: "*" }', "Action: sts:AssumeRole"].join("\n"),
  acceptable: true,
  judge,
};

function judge({ roles, buckets }: AccessModel): readonly Observation[] {
  return [
    ...Object.entries(roles).flatMap(([role, { trust }]) =>
      "unknown" in trust ? [] : publicOf(trust.value, ["roles", role, "trust"], `may assume role ${role}`),
    ),
    ...Object.entries(buckets).flatMap(([bucket, { policy }]) =>
      "unknown" in policy ? [] : publicOf(policy.value, ["buckets", bucket, "policy"], `reaches bucket ${bucket}`),
    ),
  ];
}

function publicOf(statements: readonly Statement[], at: ModelPath, what: string): readonly Observation[] {
  return statements.flatMap((statement, index): readonly Observation[] => {
    const { Effect, Principal, NotPrincipal } = statement;
    const who = NotPrincipal === undefined ? "everyone" : `everyone but ${namesOf(NotPrincipal).join(", ")}`;
    const everyone = NotPrincipal !== undefined || (Principal !== undefined && isEveryone(Principal));
    if (Effect !== "Allow" || !everyone || isNarrowed(statement)) return [];
    const about = (statement.Action ?? statement.NotAction).join(", ");
    const fix = "name who is let in, or add a condition on who they are";
    return [{ at: [...at, index], severity: "error", about, message: `got ${who}, who ${what}`, fix }];
  });
}

/** Everyone by a wildcard. IAM takes none in the middle of a principal; where there is one, it is not less. */
function isEveryone(principal: Principals): boolean {
  return namesOf(principal).some((name) => name.includes("*"));
}

function namesOf(principal: Principals): readonly string[] {
  return principal === "*" ? ["*"] : Object.values(principal).flat();
}

/** Whether a condition is on who asks or where from. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status */
function isNarrowed(statement: Statement): boolean {
  return conditionList(statement).some(
    (condition) =>
      ABOUT_CALLERS.has(condition.key.toLowerCase()) && narrows(condition) && condition.values.every(isSomeone),
  );
}

/** An ARN of any account is anyone's; another value has to begin with what it is about, as `o-a1b2c3/*` does. */
function isSomeone(value: string): boolean {
  const account = value.startsWith("arn:") ? parseArn(value)?.account : undefined;
  return account === undefined || account === "" ? literalPrefix(value).length > 3 : !/[*?]/.test(account);
}

const ABOUT_CALLERS: ReadonlySet<string> = new Set(
  [
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIp",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:userid",
    "s3:DataAccessPointAccount",
    "s3:DataAccessPointArn",
  ].map((key) => key.toLowerCase()),
);
