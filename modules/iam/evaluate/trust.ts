import { parseArn } from "../arn";
import type { PolicyVersion, Statement } from "../policy";
import { context, type Context } from "./context";
import { compile, type Policy, type Verdict } from "./judge";
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

/** The role that is to be assumed. */
export interface TrustingRole {
  readonly name: string;
  /** ARN. */
  readonly arn: string;
  readonly account: string;
  readonly trust: readonly Statement[];
  /** Of the language of the trust policy; left out: the current one. */
  readonly version?: PolicyVersion;
}

/**
 * Whether somebody may become a role, by its trust policy. Another role may without a permission of its own only where
 * it is of the same account and named itself. Named by its account, or of another one, it needs both: without its
 * policies that is left open.
 */
export function mayAssume(role: TrustingRole, applicant: Applicant): Verdict {
  const { principal, circumstances, actions } = applicationOf(applicant);
  const judge = (identity: readonly Policy[], action: string): Verdict =>
    compile({ identity, resource: [trustOf(role)], unknown: [] })({
      action,
      resource: role.arn,
      principal,
      context: circumstances,
      ...(applicant.kind === "role" ? { resourceAccount: role.account } : {}),
    });
  const verdicts = actions.map((action): Verdict => {
    if (applicant.kind === "role" && applicant.policies !== undefined) return judge(applicant.policies, action);
    const byTrust = judge([], action);
    if (byTrust.verdict !== "implicitly denied" || applicant.kind !== "role") return byTrust;
    const withBoth = judge([ASSUMING], action);
    return withBoth.verdict === "allowed"
      ? { verdict: "cannot tell", why: [openPolicies(principal, action)] }
      : withBoth;
  });
  const refusals = verdicts.filter(({ verdict }) => verdict !== "allowed");
  return refusals.find(({ verdict }) => verdict !== "cannot tell") ?? refusals[0] ?? verdicts[0] ?? NOTHING;
}

const NOTHING: Verdict = { verdict: "implicitly denied", because: "nothing was asked for" };

/** What the policies of who asks would have to say. */
const ASSUMING: Policy = {
  name: "the policies of who asks, taken to allow it",
  version: "2012-10-17",
  statements: [{ Effect: "Allow", Action: ["sts:AssumeRole"], Resource: ["*"] }],
};

function openPolicies({ name }: Principal, action: string): string {
  return `the policies of ${name} have to allow ${action} as well, and are not known`;
}

function trustOf({ name, trust, version = "2012-10-17" }: TrustingRole): Policy {
  return { name: `the trust of ${name}`, version, statements: trust };
}

interface Application {
  readonly principal: Principal;
  readonly circumstances: Context;
  /** All of which are needed. */
  readonly actions: readonly string[];
}

function applicationOf(applicant: Applicant): Application {
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
