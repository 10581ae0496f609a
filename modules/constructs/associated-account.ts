import { EksPodIdentityAssociation } from "@cdktf/provider-aws/lib/eks-pod-identity-association";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { podIdentityTrust } from "../iam/trust";
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
}

/** A ServiceAccount with its role by EKS Pod Identity: trusted for exactly this namespace and name. */
export class AssociatedAccount extends Construct {
  readonly serviceAccount: ServiceAccountV1;

  constructor(
    scope: Construct,
    id: string,
    platform: CheckedPlatform,
    cluster: Cluster,
    props: AssociatedAccountProps,
  ) {
    super(scope, id);
    const { address, namespace, serviceAccount, role } = props;
    this.serviceAccount = place(
      new ServiceAccountV1(this, "service-account", {
        metadata: { name: serviceAccount, namespace },
        automountServiceAccountToken: props.automountToken,
      }),
      address,
    );
    after(this.serviceAccount, props.after);
    if (role === undefined) return;
    const trust = podIdentityTrust({
      account: platform.aws.account,
      clusterArn: cluster.arn,
      namespace,
      serviceAccount,
    });
    const made = new ExclusiveRole(this, platform, {
      address,
      name: role.name,
      trust,
      policies: role.policies,
      tags: props.tags,
    });
    const association = new EksPodIdentityAssociation(this, "association", {
      clusterName: cluster.name,
      namespace,
      serviceAccount,
      roleArn: made.role.arn,
      ...tagged(props.tags),
    });
    // Nobody gets a role that is not yet, or no longer, what was declared.
    after(place(association, address), made.complete);
  }
}
