import type { Construct } from "constructs";
import { ClusterWithNodes } from "../modules/constructs/created-cluster";
import { output } from "../modules/constructs/outputs";
import type { NamedCluster } from "../modules/platform/created-cluster";
import type { CheckedPlatform } from "../modules/platform/platform";
import { PlatformStack } from "./platform-stack";

/**
 * The cluster. Nothing of Kubernetes is in it: the providers of the other stacks have to know the cluster before they
 * plan, and whoever destroys identities must not destroy the cluster.
 */
export class ClusterStack extends PlatformStack {
  static readonly suffix = "cluster";

  constructor(scope: Construct, platform: CheckedPlatform, cluster: NamedCluster) {
    super(scope, `${platform.name}-${ClusterStack.suffix}`, platform);
    this.addAws();
    const made = new ClusterWithNodes(this, platform, cluster);
    const { fqn } = made.cluster;
    output(this, "cluster", {
      arn: made.cluster.arn,
      endpoint: made.cluster.endpoint,
      issuer: `\${${fqn}.identity[0].oidc[0].issuer}`,
      name: made.cluster.name,
    });
    output(
      this,
      "role_arns",
      Object.fromEntries(Object.entries(made.roles).map(([address, { role }]) => [address, role.arn])),
    );
    output(this, "oidc_provider_arns", { cluster: made.provider.arn });
  }
}
