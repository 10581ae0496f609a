import { EksAccessEntry } from "@cdktf/provider-aws/lib/eks-access-entry";
import { EksAccessPolicyAssociation } from "@cdktf/provider-aws/lib/eks-access-policy-association";
import { EksAddon } from "@cdktf/provider-aws/lib/eks-addon";
import { EksCluster, type EksClusterConfig } from "@cdktf/provider-aws/lib/eks-cluster";
import { EksFargateProfile } from "@cdktf/provider-aws/lib/eks-fargate-profile";
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { Construct } from "constructs";
import { awsManagedPolicyArn, eksAccessPolicyArn } from "../iam/arn";
import { STS_AUDIENCE } from "../iam/trust";
import type { AccessEntry, NamedCluster, NamedEksRole } from "../platform/created-cluster";
import type { CheckedPlatform } from "../platform/platform";
import * as addresses from "./addresses";
import { ExclusiveRole } from "./exclusive-role";
import { literal, literals } from "./literal";
import { NodeGroup } from "./node-group";
import { after, place } from "./place";

/**
 * A cluster with what it needs before anybody has a permission in it: its roles, nodes and add-ons, who gets in, and the
 * OIDC provider of its issuer.
 */
export class ClusterWithNodes extends Construct {
  readonly cluster: EksCluster;
  readonly provider: IamOpenidConnectProvider;
  /** By what they are for: `cluster`, `node`, `fargate`. */
  readonly roles: Readonly<Record<string, ExclusiveRole>>;

  constructor(
    scope: Construct,
    private readonly platform: CheckedPlatform,
    props: NamedCluster,
  ) {
    super(scope, "cluster");
    const control = this.role("cluster", props.roles.control);
    const node = this.role("node", props.roles.node);
    this.cluster = place(
      new EksCluster(this, "cluster", {
        name: props.name,
        version: props.version,
        roleArn: control.role.arn,
        vpcConfig: {
          subnetIds: [...props.subnets],
          endpointPrivateAccess: true,
          endpointPublicAccess: props.publicEndpoint.length > 0,
          ...(props.publicEndpoint.length === 0 ? {} : { publicAccessCidrs: [...props.publicEndpoint] }),
        },
        // Who makes a cluster is no administrator by that alone: entries say who is.
        accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
        bootstrapSelfManagedAddons: false,
        enabledClusterLogTypes: [...props.logs],
        ...(props.secretsKey === undefined
          ? {}
          : { encryptionConfig: { resources: ["secrets"], provider: { keyArn: props.secretsKey } } }),
        ...(props.compute === "auto" ? autoMode(node) : {}),
      }),
      addresses.cluster(),
    );
    after(this.cluster, control.complete);
    this.provider = place(
      new IamOpenidConnectProvider(this, "oidc-provider", {
        url: `\${${this.cluster.fqn}.identity[0].oidc[0].issuer}`,
        clientIdList: [STS_AUDIENCE],
      }),
      addresses.clusterOidcProvider(),
    );
    for (const entry of props.accessEntries) this.accessEntry(entry);
    const addons = new Map(Object.entries(props.addons).map(([addon, version]) => [addon, this.addon(addon, version)]));
    const network = [...addons].flatMap(([addon, made]) => (addon === "vpc-cni" ? [made] : []));
    const groups = props.nodeGroups.map(
      (group) => new NodeGroup(this, { cluster: this.cluster, group, role: node, after: network }).group,
    );
    // It becomes active only once there are nodes that it runs on.
    const dns = addons.get("coredns");
    if (dns !== undefined) after(dns, groups);
    this.roles = { cluster: control, node, ...this.fargate(props) };
  }

  private role(address: string, { name, trust, managedPolicies }: NamedEksRole): ExclusiveRole {
    const { partition } = this.platform.aws;
    const arns = managedPolicies.map((policy) => awsManagedPolicyArn(partition, policy));
    return new ExclusiveRole(new Construct(this, `role-${address}`), this.platform, {
      address,
      name,
      trust,
      policies: { own: [], managedPolicies: arns, oversized: [] },
      tags: {},
      after: [],
    });
  }

  private accessEntry({ principal, policy, namespaces }: AccessEntry): void {
    const address = addresses.accessEntry(principal);
    const clusterName = this.cluster.name;
    const principalArn = literal(principal);
    const entry = place(new EksAccessEntry(this, `entry-${address}`, { clusterName, principalArn }), address);
    const association = new EksAccessPolicyAssociation(this, `entry-policy-${address}`, {
      clusterName,
      principalArn,
      policyArn: eksAccessPolicyArn(this.platform.aws.partition, policy),
      accessScope:
        namespaces.length === 0 ? { type: "cluster" } : { type: "namespace", namespaces: literals([...namespaces]) },
    });
    after(place(association, address), [entry]);
  }

  private addon(addonName: string, addonVersion: string | undefined): EksAddon {
    const addon = new EksAddon(this, `addon-${addonName}`, {
      clusterName: this.cluster.name,
      addonName,
      ...(addonVersion === undefined ? {} : { addonVersion }),
    });
    return place(addon, addonName === "eks-pod-identity-agent" ? addresses.podIdentityAgent() : addonName);
  }

  private fargate({ fargate, subnets, roles }: NamedCluster): { readonly fargate?: ExclusiveRole } {
    if (roles.fargate === undefined) return {};
    const role = this.role("fargate", roles.fargate);
    const profile = new EksFargateProfile(this, "fargate", {
      clusterName: this.cluster.name,
      fargateProfileName: "fargate",
      podExecutionRoleArn: role.role.arn,
      subnetIds: [...subnets],
      selector: fargate.map((namespace) => ({ namespace: literal(namespace) })),
    });
    after(place(profile, addresses.fargateProfile()), role.complete);
    return { fargate: role };
  }
}

/** @see https://docs.aws.amazon.com/eks/latest/userguide/automode-get-started-cli.html */
function autoMode(node: ExclusiveRole): Partial<EksClusterConfig> {
  return {
    computeConfig: { enabled: true, nodePools: ["general-purpose", "system"], nodeRoleArn: node.role.arn },
    kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
    storageConfig: { blockStorage: { enabled: true } },
  };
}
