import type { AwsGrant, Identity, KubernetesGrant } from "./platform";

/** The AWS permissions that an identity is granted. */
export function awsGrants({ grants }: Identity): readonly AwsGrant[] {
  return grants.filter((grant): grant is AwsGrant => grant.kind !== "kubernetes");
}

/** The Kubernetes permissions that an identity is granted. */
export function kubernetesGrants({ grants }: Identity): readonly KubernetesGrant[] {
  return grants.filter((grant): grant is KubernetesGrant => grant.kind === "kubernetes");
}
