import { idTokenSubjects } from "../gitlab/subjects";
import { type PolicyDocument, policyDocument } from "../iam/policy";
import { podIdentityTrust, serviceAccountSubject, STS_AUDIENCE, webIdentityTrust } from "../iam/trust";
import type { Credentials, IdTokenIdentity } from "./identity";
import type { Platform } from "./platform";

/** Pods by their ServiceAccount, and how they get the credentials of their role. */
export interface Pods {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly credentials: Credentials;
}

/**
 * Trust policy of the role of pods. Where what it rests on is not declared, a cluster or its OIDC provider, nobody is
 * trusted by it, and checks say so.
 */
export function accountTrust({ aws, cluster }: Platform, pods: Pods): PolicyDocument {
  const { namespace, serviceAccount, credentials } = pods;
  const provider = cluster?.oidcProvider;
  const associated =
    credentials === "irsa" || cluster === undefined
      ? []
      : podIdentityTrust({ account: aws.account, clusterArn: cluster.arn, namespace, serviceAccount });
  const annotated =
    credentials === "pod-identity" || provider === undefined
      ? []
      : webIdentityTrust({
          provider,
          audience: STS_AUDIENCE,
          subjects: [serviceAccountSubject(namespace, serviceAccount)],
        });
  return policyDocument([...associated, ...annotated]);
}

/** Trust policy of the role of jobs by their ID tokens; without an OIDC provider, a project or a ref: of nobody. */
export function idTokenTrust({ gitlab }: Platform, identity: IdTokenIdentity): PolicyDocument {
  const { oidcProvider: provider } = gitlab;
  const { audience, claims, refs } = identity;
  if (provider === undefined) return policyDocument([]);
  return policyDocument(
    webIdentityTrust({
      provider,
      audience,
      subjects: idTokenSubjects(identity),
      claims: { ...claims, ...(refs.protected ? { ref_protected: ["true"] } : {}) },
    }),
  );
}
