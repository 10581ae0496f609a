import { EksPodIdentityAssociation } from "@cdktf/provider-aws/lib/eks-pod-identity-association";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { Account } from "../platform/accounts";
import type { CheckedPlatform, Cluster } from "../platform/platform";
import type { Logical } from "./addresses";
import { ExclusiveRole } from "./exclusive-role";
import { tagged } from "./literal";
import { after, place } from "./place";

export interface AssociatedAccountProps extends Account {
  readonly address: Logical;
  /** The namespace, where this app makes it. */
  readonly after: readonly TerraformResource[];
  /** What its role trusts, where this app makes it. */
  readonly provider?: TerraformResource;
}

/**
 * A ServiceAccount with its role, which is trusted for exactly this namespace and name: by an association of EKS Pod
 * Identity, by the annotation that IRSA reads, or by both. The role is one and the same in each.
 */
export class AssociatedAccount extends Construct {
  readonly address: Logical;
  /** `namespace/name` */
  readonly name: string;
  readonly serviceAccount: ServiceAccountV1;
  readonly role?: ExclusiveRole;

  constructor(
    scope: Construct,
    id: string,
    platform: CheckedPlatform,
    cluster: Cluster,
    props: AssociatedAccountProps,
  ) {
    super(scope, id);
    const { address, namespace, serviceAccount, role } = props;
    this.address = address;
    this.name = `${namespace}/${serviceAccount}`;
    const annotation = role?.annotation;
    this.serviceAccount = place(
      new ServiceAccountV1(this, "service-account", {
        metadata: {
          name: serviceAccount,
          namespace,
          ...(annotation === undefined ? {} : { annotations: { [ROLE_ARN]: annotation } }),
        },
        automountServiceAccountToken: props.automountToken,
      }),
      address,
    );
    after(this.serviceAccount, props.after);
    if (role === undefined) return;
    const made = new ExclusiveRole(this, platform, {
      address,
      name: role.name,
      trust: role.trust,
      policies: role.policies,
      tags: props.tags,
      after: annotation === undefined || props.provider === undefined ? [] : [props.provider],
    });
    this.role = made;
    // Nobody gets a role that is not yet, or no longer, what was declared.
    if (annotation !== undefined) after(this.serviceAccount, made.complete);
    if (!role.associated) return;
    const association = new EksPodIdentityAssociation(this, "association", {
      clusterName: cluster.name,
      namespace,
      serviceAccount,
      roleArn: made.role.arn,
      ...tagged(props.tags),
    });
    after(place(association, address), made.complete);
  }
}

/** @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html */
const ROLE_ARN = "eks.amazonaws.com/role-arn";
