import { type Conditions, policyDocument, type PolicyDocument, type Statement } from "./policy";

/** The one ServiceAccount that a role is for. */
export interface PodIdentitySubject {
  readonly account: string;
  readonly clusterArn: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** The tokens of an OIDC provider that a role is for. */
export interface WebIdentity {
  readonly provider: { readonly arn: string; readonly issuer: string };
  readonly audience: string;
  /** Values of `sub`; "*" stands for any text. */
  readonly subjects: readonly string[];
  /** Further claims, with the values that each may have. */
  readonly claims?: Readonly<Record<string, readonly string[]>>;
}

/** Audience of the tokens that EKS gives to pods. @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html */
export const STS_AUDIENCE = "sts.amazonaws.com";

/**
 * Trust of a role in EKS Pod Identity: the service may assume it for this ServiceAccount of this cluster only.
 * Without the conditions any association in the account that names the role would do.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export function podIdentityTrust({
  account,
  clusterArn,
  namespace,
  serviceAccount,
}: PodIdentitySubject): readonly Statement[] {
  return policyDocument([
    {
      Effect: "Allow",
      Principal: { Service: ["pods.eks.amazonaws.com"] },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: {
        ArnEquals: { "aws:SourceArn": [clusterArn] },
        StringEquals: {
          "aws:RequestTag/kubernetes-namespace": [namespace],
          "aws:RequestTag/kubernetes-service-account": [serviceAccount],
          "aws:SourceAccount": [account],
        },
      },
    },
  ]).Statement;
}

/**
 * Trust of a role in tokens of an OIDC provider: of these subjects and this audience only. None without a subject:
 * that would be everybody whom the provider knows. Wildcards match in statements of their own, so that an exact
 * subject stays exact.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
export function webIdentityTrust({ provider, audience, subjects, claims = {} }: WebIdentity): readonly Statement[] {
  const { arn, issuer } = provider;
  const further = Object.entries(claims).map(([claim, values]) => [`${issuer}:${claim}`, values] as const);
  const equals = Object.fromEntries([[`${issuer}:aud`, [audience]] as const, ...further]);
  const exact = subjects.filter((subject) => !subject.includes("*"));
  const patterns = subjects.filter((subject) => subject.includes("*"));
  const conditions: readonly Conditions[] = [
    ...(exact.length === 0 ? [] : [{ StringEquals: { ...equals, [`${issuer}:sub`]: exact } }]),
    ...(patterns.length === 0 ? [] : [{ StringEquals: equals, StringLike: { [`${issuer}:sub`]: patterns } }]),
  ];
  return policyDocument(
    conditions.map((Condition) => ({
      Effect: "Allow",
      Principal: { Federated: [arn] },
      Action: ["sts:AssumeRoleWithWebIdentity"],
      Condition,
    })),
  ).Statement;
}

/** Subject of a Kubernetes ServiceAccount's tokens. */
export function serviceAccountSubject(namespace: string, serviceAccount: string): string {
  return `system:serviceaccount:${namespace}:${serviceAccount}`;
}

/** Characters of a trust policy as it is written, white space of its texts included. */
export function trustPolicySize(statements: readonly Statement[]): number {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements } satisfies PolicyDocument).length;
}
