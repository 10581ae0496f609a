import type { EksCluster } from "@cdktf/provider-aws/lib/eks-cluster";
import { EksNodeGroup } from "@cdktf/provider-aws/lib/eks-node-group";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { NodeGroup as Group } from "../platform/created-cluster";
import * as addresses from "./addresses";
import type { ExclusiveRole } from "./exclusive-role";
import { literals } from "./literal";
import { after, place } from "./place";

export interface NodeGroupProps {
  readonly cluster: EksCluster;
  readonly group: Group;
  readonly role: ExclusiveRole;
  readonly after: readonly TerraformResource[];
}

/**
 * Managed nodes whose pods cannot become the node: the metadata service answers to tokens only, and its answers do not
 * live long enough to reach a pod's network.
 *
 * @see https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
 */
export class NodeGroup extends Construct {
  readonly group: EksNodeGroup;

  constructor(scope: Construct, { cluster, group, role, after: before }: NodeGroupProps) {
    super(scope, `nodes-${group.key}`);
    const { key, instanceTypes, size, subnets, labels } = group;
    const template = place(
      new LaunchTemplate(this, "template", {
        namePrefix: `\${${cluster.fqn}.name}-${key}-`,
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: HOP_LIMIT },
      }),
      addresses.nodeGroup(key),
    );
    this.group = place(
      new EksNodeGroup(this, "group", {
        clusterName: cluster.name,
        nodeGroupName: key,
        nodeRoleArn: role.role.arn,
        subnetIds: [...subnets],
        instanceTypes: [...instanceTypes],
        scalingConfig: { minSize: size.min, maxSize: size.max, desiredSize: size.desired },
        ...(Object.keys(labels).length === 0 ? {} : { labels: literals({ ...labels }) }),
        launchTemplate: { id: template.id, version: `\${${template.fqn}.latest_version}` },
      }),
      addresses.nodeGroup(key),
    );
    after(this.group, [...role.complete, ...before]);
  }
}

const HOP_LIMIT = 1;
