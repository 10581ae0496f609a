import { parseArn, roleArn } from "../iam/arn";
import { tlsOnlyPolicy } from "../iam/bucket-policy";
import { context } from "../iam/evaluate/context";
import { compile, type Decisive, type Permissions, type Policy, type Verdict } from "../iam/evaluate/judge";
import { grantStatements } from "../iam/grants";
import { MANAGED_POLICIES_OF, type ManagedPolicies } from "../iam/managed-policies";
import { type AwsGrant, awsGrants } from "../platform/grants";
import { type Path, pathText } from "../platform/path";
import type { Identity, Question } from "../platform/identity";
import type { Platform } from "../platform/platform";
import type { Answer } from "./answer";

type AwsQuestion = Extract<Question, { readonly kind: "aws" }>;

const SCOPE =
  "service and resource control policies of the organisation, session policies, policies of resources that are not declared here";

/**
 * Judges requests to AWS by what an identity is granted, each grant as a policy of its own so that the one that decided
 * can be named; with the boundary, the policies of declared buckets, and the session tags of EKS Pod Identity.
 */
export function awsRespondent(
  platform: Platform,
  managedPolicies: ManagedPolicies,
): (identity: Identity) => (question: AwsQuestion) => Answer {
  const bucketPolicies = new Map(
    platform.buckets.flatMap(({ name, managed }) =>
      managed === undefined ? [] : [[name, bucketPolicy(platform.aws.partition, name)] as const],
    ),
  );
  return (identity) => {
    const own = granted(identity, platform, managedPolicies);
    // Most identities are asked about buckets of which each has one policy: compiled once for each.
    const judges = new Map<string, ReturnType<typeof compile>>();
    const judgeFor = (bucket: string) => {
      const known = judges.get(bucket);
      if (known !== undefined) return known;
      const resource = bucketPolicies.get(bucket);
      const made = compile({ ...own.permissions, resource: resource === undefined ? [] : [resource] });
      judges.set(bucket, made);
      return made;
    };
    const { aws } = platform;
    const arn = roleArn(aws, identity.role);
    return ({ action, resource, context: told }) => {
      const principal = { kind: "AWS", name: arn, account: aws.account } as const;
      const circumstances = context({ ...sessionOf(identity, platform, arn), ...told }, "unknown");
      const account = parseArn(resource)?.account;
      const verdict = judgeFor(bucketOf(resource))({
        action,
        resource,
        principal,
        context: circumstances,
        // Without an account in the ARN, as of a bucket, it is taken for one of ours.
        ...(account === undefined || account === "" || account === "aws" ? {} : { resourceAccount: account }),
      });
      return answerOf(verdict, `${action} on ${resource}`, own.paths);
    };
  };
}

interface Granted {
  readonly permissions: Omit<Permissions, "resource">;
  /** Where each policy is declared, by its name. */
  readonly paths: ReadonlyMap<string, Path>;
}

function granted(identity: Identity, { aws }: Platform, managedPolicies: ManagedPolicies): Granted {
  const policies: Policy[] = [];
  const unknown: string[] = [];
  const paths = new Map<string, Path>();
  for (const grant of awsGrants(identity)) {
    const policy = policyOf(grant, aws, managedPolicies);
    if (policy === undefined) unknown.push(grant.kind === "managedPolicy" ? grant.arn : pathText(grant.path));
    else {
      policies.push(policy);
      paths.set(policy.name, grant.path);
    }
  }
  const { permissionsBoundary: limit } = aws;
  const boundary = limit === undefined ? undefined : (managedPolicies(limit) ?? { unknown: `the text of ${limit}` });
  return { permissions: { identity: policies, unknown, ...(boundary === undefined ? {} : { boundary }) }, paths };
}

function policyOf(grant: AwsGrant, aws: Platform["aws"], managedPolicies: ManagedPolicies): Policy | undefined {
  if (grant.kind !== "managedPolicy") {
    return { name: pathText(grant.path), version: "2012-10-17", statements: grantStatements(grant, aws) };
  }
  const known = managedPolicies(grant.arn);
  return known === undefined ? undefined : { ...known, name: `${known.name} (as of ${MANAGED_POLICIES_OF})` };
}

function bucketPolicy(partition: string, name: string): Policy {
  return {
    name: `the policy of bucket ${name}`,
    version: "2012-10-17",
    statements: tlsOnlyPolicy(partition, name).Statement,
  };
}

function bucketOf(resource: string): string {
  const arn = parseArn(resource);
  return arn?.service === "s3" ? (arn.resource.split("/")[0] ?? "") : "";
}

/**
 * What is known of every request that is made as an identity: who it is, by which pod, and that it comes over TLS.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
function sessionOf(identity: Identity, { aws, cluster }: Platform, arn: string): Readonly<Record<string, string>> {
  return {
    "aws:PrincipalArn": arn,
    "aws:PrincipalAccount": aws.account,
    "aws:PrincipalType": "AssumedRole",
    "aws:PrincipalIsAWSService": "false",
    "aws:SecureTransport": "true",
    ...(cluster === undefined || identity.kind === "id-token" || identity.credentials !== "pod-identity"
      ? {}
      : {
          "aws:PrincipalTag/eks-cluster-arn": cluster.arn,
          "aws:PrincipalTag/eks-cluster-name": cluster.name,
          "aws:PrincipalTag/kubernetes-namespace": identity.namespace,
          "aws:PrincipalTag/kubernetes-service-account": identity.serviceAccount,
        }),
  };
}

function answerOf(verdict: Verdict, asked: string, paths: ReadonlyMap<string, Path>): Answer {
  switch (verdict.verdict) {
    case "allowed":
      return {
        answer: "yes",
        asked,
        reasons: [decided(verdict.by, "allows")],
        ...placeOf(verdict.by, paths),
        scope: SCOPE,
      };
    case "explicitly denied":
      return {
        answer: "no",
        asked,
        reasons: [decided(verdict.by, "denies")],
        ...placeOf(verdict.by, paths),
        scope: SCOPE,
      };
    case "implicitly denied":
      return { answer: "no", asked, reasons: [verdict.because], scope: SCOPE };
    case "cannot tell":
      return { answer: "cannot tell", asked, reasons: verdict.why, scope: SCOPE };
  }
}

function placeOf({ policy }: Decisive, paths: ReadonlyMap<string, Path>): { readonly decidedBy?: Path } {
  const path = paths.get(policy);
  return path === undefined ? {} : { decidedBy: path };
}

function decided({ policy, statement }: Decisive, does: string): string {
  const actions = statement.Action ?? [`everything but ${statement.NotAction.join(", ")}`];
  const resources =
    statement.NotResource === undefined ? statement.Resource : [`everything but ${statement.NotResource.join(", ")}`];
  return `${policy} ${does} ${some(actions)} on ${some(resources ?? [])}`;
}

/** The first few of a list. */
function some(items: readonly string[]): string {
  const shown = items.slice(0, 4).join(", ");
  return items.length > 4 ? `${shown} and ${String(items.length - 4)} more` : shown;
}
