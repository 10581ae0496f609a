import { parseArn } from "../arn";
import { context, type Context } from "./context";
import type { Policy } from "./judge";
import type { Principal } from "./principal";

/** Who wants to be a role. */
export type Applicant =
  /** A pod, by EKS Pod Identity. */
  | {
      readonly kind: "pod identity";
      /** ARN. */
      readonly cluster: string;
      readonly namespace: string;
      readonly serviceAccount: string;
    }
  /** A pod, by the token of its ServiceAccount. */
  | {
      readonly kind: "service account token";
      /** ARN of the OIDC provider. */
      readonly provider: string;
      /** Without `https://`, as condition keys begin. */
      readonly issuer: string;
      readonly audience: string;
      readonly namespace: string;
      readonly serviceAccount: string;
    }
  /** A job, by a token of GitLab. Claims by name: `sub`, `aud`, and others where the provider is gitlab.com. */
  | {
      readonly kind: "gitlab token";
      readonly provider: string;
      readonly issuer: string;
      readonly claims: Readonly<Record<string, string>>;
    }
  /** Another role, as which somebody is at work. */
  | {
      readonly kind: "role";
      readonly arn: string;
      readonly account: string;
      /** What it may do itself; left out: not known. */
      readonly policies?: readonly Policy[];
    };

/** What an applicant asks AWS for, and in which circumstances. */
export interface Application {
  readonly principal: Principal;
  readonly circumstances: Context;
  /** All of which are needed. */
  readonly actions: readonly [string, ...string[]];
}

/** What becoming a role takes. */
export function applicationOf(applicant: Applicant): Application {
  switch (applicant.kind) {
    case "pod identity":
      return {
        principal: { kind: "Service", name: "pods.eks.amazonaws.com" },
        circumstances: context(podTags(applicant), "unknown"),
        actions: ["sts:AssumeRole", "sts:TagSession"],
      };
    case "service account token": {
      const { provider, issuer, audience, namespace, serviceAccount } = applicant;
      const sub = `system:serviceaccount:${namespace}:${serviceAccount}`;
      return tokenApplication(provider, issuer, { sub, aud: audience }, []);
    }
    case "gitlab token": {
      const { provider, issuer, claims } = applicant;
      return tokenApplication(provider, issuer, claims, issuer === "gitlab.com" ? GITLAB_COM_CLAIMS : []);
    }
    case "role":
      return {
        principal: { kind: "AWS", name: applicant.arn, account: applicant.account },
        circumstances: context(
          { "aws:PrincipalArn": applicant.arn, "aws:PrincipalAccount": applicant.account },
          "unknown",
        ),
        actions: ["sts:AssumeRole"],
      };
  }
}

/**
 * Claims that AWS takes over from tokens of gitlab.com, besides `sub` and `aud`, which it takes from every issuer.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
const GITLAB_COM_CLAIMS = [
  "namespace_id",
  "pipeline_source",
  "project_id",
  "ref_protected",
  "user_access_level",
  "user_email",
  "user_id",
  "user_login",
];

/** Of all keys that begin with an issuer only its own are there, and of those only the claims that AWS takes over. */
function tokenApplication(
  provider: string,
  issuer: string,
  claims: Readonly<Record<string, string>>,
  further: readonly string[],
): Application {
  const keyOf = (claim: string) => `${issuer}:${claim}`.toLowerCase();
  const open = new Set(further.map(keyOf));
  const known = Object.entries(claims).map(([claim, value]) => [keyOf(claim), value] as const);
  return {
    principal: { kind: "Federated", name: provider },
    circumstances: context(Object.fromEntries([...known, ["aws:FederatedProvider", provider]]), (key) =>
      ISSUER_KEY.test(key) && !open.has(key) ? "absent" : "unknown",
    ),
    actions: ["sts:AssumeRoleWithWebIdentity"],
  };
}

/** An issuer has a host name, which the prefix of no service looks like. */
const ISSUER_KEY = /^[^:]*[./]/;

/** @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html */
function podTags({
  cluster,
  namespace,
  serviceAccount,
}: Extract<Applicant, { readonly kind: "pod identity" }>): Readonly<Record<string, string | readonly string[]>> {
  return {
    "aws:SourceArn": cluster,
    "aws:SourceAccount": parseArn(cluster)?.account ?? [],
    "aws:RequestTag/eks-cluster-arn": cluster,
    "aws:RequestTag/eks-cluster-name": cluster.split("/").at(-1) ?? "",
    "aws:RequestTag/kubernetes-namespace": namespace,
    "aws:RequestTag/kubernetes-service-account": serviceAccount,
    "aws:TagKeys": [
      "eks-cluster-arn",
      "eks-cluster-name",
      "kubernetes-namespace",
      "kubernetes-pod-name",
      "kubernetes-pod-uid",
      "kubernetes-service-account",
    ],
  };
}
