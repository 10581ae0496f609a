import { type PlainStatement, type PolicyDocument, policyDocument, type Statement } from "./policy";

/** The one ServiceAccount that a role is for. */
export interface PodIdentitySubject {
  readonly account: string;
  readonly clusterArn: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/**
 * Trust policy of a role for EKS Pod Identity: the service may assume it for this ServiceAccount of this cluster only.
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
}: PodIdentitySubject): PolicyDocument<PlainStatement> {
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
  ]);
}

/** Characters of a trust policy as it is written, white space of its texts included. */
export function trustPolicySize(statements: readonly Statement[]): number {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements } satisfies PolicyDocument).length;
}
