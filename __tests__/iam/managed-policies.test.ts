import { context } from "../../modules/iam/evaluate/context";
import { compile } from "../../modules/iam/evaluate/judge";
import texts from "../../modules/iam/managed-policies.json";
import { loadManagedPolicies, MANAGED_POLICIES_OF } from "../../modules/iam/managed-policies";

const arnOf = (name: string, partition = "aws") => `arn:${partition}:iam::aws:policy/${name}`;

test("every text reads as a policy, and none is younger than the day they were taken", async () => {
  const policyOf = await loadManagedPolicies();
  for (const [name, { updated, version }] of Object.entries(texts)) {
    expect([name, policyOf(arnOf(name))?.name]).toEqual([name, `${name} ${version}`]);
    expect([name, updated <= MANAGED_POLICIES_OF]).toEqual([name, true]);
  }
});

test("a policy is found in every partition, by its path and name, and no other is", async () => {
  const policyOf = await loadManagedPolicies();
  expect(policyOf(arnOf("job-function/ViewOnlyAccess", "aws-us-gov"))).toBeDefined();
  expect(policyOf(arnOf("AdministratorAccess", "aws-cn"))?.statements).toEqual([
    { Effect: "Allow", Action: ["*"], Resource: ["*"] },
  ]);
  expect(policyOf(arnOf("ViewOnlyAccess"))).toBeUndefined();
  expect(policyOf("arn:aws:iam::111111111111:policy/AdministratorAccess")).toBeUndefined();
  expect(policyOf(arnOf("toString"))).toBeUndefined();
});

const ROLE = { kind: "AWS", name: "arn:aws:iam::111111111111:role/build", account: "111111111111" } as const;

test.each([
  ["AmazonS3ReadOnlyAccess", "s3:GetObject", "arn:aws:s3:::site/a", "allowed"],
  ["AmazonS3ReadOnlyAccess", "s3:PutObject", "arn:aws:s3:::site/a", "implicitly denied"],
  ["PowerUserAccess", "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111111111111:q", "allowed"],
  ["PowerUserAccess", "iam:CreateRole", "arn:aws:iam::111111111111:role/x", "implicitly denied"],
  ["PowerUserAccess", "iam:ListRoles", "*", "allowed"],
  ["ReadOnlyAccess", "s3:GetObject", "arn:aws:s3:::site/a", "allowed"],
  ["SecurityAudit", "s3:GetObject", "arn:aws:s3:::site/a", "implicitly denied"],
  ["SecurityAudit", "s3:GetBucketPolicy", "arn:aws:s3:::site", "allowed"],
  [
    "AmazonEC2ContainerRegistryPullOnly",
    "ecr:PutImage",
    "arn:aws:ecr:eu-west-1:111111111111:repository/r",
    "implicitly denied",
  ],
  ["AmazonEC2ContainerRegistryPowerUser", "ecr:PutImage", "arn:aws:ecr:eu-west-1:111111111111:repository/r", "allowed"],
])("%s: %s on %s is %s", async (name, action, resource, verdict) => {
  const policy = (await loadManagedPolicies())(arnOf(name));
  const judge = compile({ identity: policy === undefined ? [] : [policy], unknown: [] });
  expect(judge({ action, resource, principal: ROLE, context: context({}, "unknown") }).verdict).toBe(verdict);
});
