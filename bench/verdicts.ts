import { context } from "../modules/iam/evaluate/context";
import { compile, type Request } from "../modules/iam/evaluate/judge";
import type { Statement } from "../modules/iam/policy";

const SECONDS = 1;

/** How many requests the judge of IAM answers in a second, by ten statements as identities have them. */
export function verdictsPerSecond(): number {
  const judge = compile({
    identity: [{ name: "bench", version: "2012-10-17", statements: STATEMENTS }],
    unknown: [],
  });
  const start = performance.now();
  let judged = 0;
  let allowed = 0;
  while (performance.now() - start < SECONDS * 1000) {
    for (const request of REQUESTS) allowed += judge(request).verdict === "allowed" ? 1 : 0;
    judged += REQUESTS.length;
  }
  if (allowed === 0 || allowed === judged) throw new Error("the requests of the benchmark are all judged alike");
  return judged / ((performance.now() - start) / 1000);
}

const STATEMENTS: readonly Statement[] = [
  allow(["s3:ListBucket"], ["arn:aws:s3:::site"], { StringLike: { "s3:prefix": ["public/*"] } }),
  allow(["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"], ["arn:aws:s3:::site/public/*"]),
  allow(
    ["s3:GetObject"],
    ["arn:aws:s3:::site/public/*", "arn:aws:s3:::logs/${aws:PrincipalTag/kubernetes-namespace}/*"],
  ),
  allow(["kms:Decrypt", "kms:GenerateDataKey*"], ["*"], {
    StringEquals: { "kms:ViaService": ["s3.eu-central-1.amazonaws.com"] },
  }),
  allow(["cloudfront:CreateInvalidation"], ["arn:aws:cloudfront::123456789012:distribution/E1"]),
  allow(["ecr:GetAuthorizationToken"], ["*"]),
  allow(["ecr:Batch*", "ecr:Get*", "ecr:Put*"], ["arn:aws:ecr:eu-central-1:123456789012:repository/docs/*"]),
  allow(["ssm:GetParameter", "ssm:GetParameters"], ["arn:aws:ssm:eu-central-1:123456789012:parameter/docs/*"]),
  allow(["sts:AssumeRole"], ["arn:aws:iam::999999999999:role/dns"]),
  { Effect: "Deny", Action: ["s3:*"], Resource: ["*"], Condition: { Bool: { "aws:SecureTransport": ["false"] } } },
];

function allow(
  actions: readonly string[],
  resources: readonly string[],
  conditions: Statement["Condition"] = {},
): Statement {
  return { Effect: "Allow", Action: actions, Resource: resources, Condition: conditions };
}

const REQUESTS: readonly Request[] = [
  ["s3:PutObject", "arn:aws:s3:::site/public/index.html"],
  ["s3:PutObject", "arn:aws:s3:::site/private/index.html"],
  ["s3:GetObject", "arn:aws:s3:::logs/docs/2026-11-25"],
  ["s3:ListBucket", "arn:aws:s3:::site"],
  ["kms:GenerateDataKey", "arn:aws:kms:eu-central-1:123456789012:key/1234"],
  ["ecr:BatchGetImage", "arn:aws:ecr:eu-central-1:123456789012:repository/docs/site"],
  ["ssm:PutParameter", "arn:aws:ssm:eu-central-1:123456789012:parameter/docs/a"],
  ["iam:PassRole", "arn:aws:iam::123456789012:role/admin"],
].map(([action = "", resource = ""]) => ({
  action,
  resource,
  principal: { kind: "AWS", name: "arn:aws:iam::123456789012:role/ci", account: "123456789012" },
  context: context(
    {
      "aws:PrincipalTag/kubernetes-namespace": "docs",
      "aws:SecureTransport": "true",
      "kms:ViaService": "s3.eu-central-1.amazonaws.com",
      "s3:prefix": "public/a",
    },
    "unknown",
  ),
}));
