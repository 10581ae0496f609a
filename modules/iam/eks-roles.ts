import { policyDocument, type PolicyDocument } from "./policy";

/** A role that EKS or its nodes have: whom it trusts, and the managed policies of AWS that it takes, by name. */
export interface EksRole {
  readonly trust: PolicyDocument;
  readonly managedPolicies: readonly string[];
}

/** How nodes come about: groups of instances of one's own, or EKS Auto Mode. */
export type ComputeKind = "groups" | "auto";

/**
 * The role of the control plane. Auto Mode starts instances, disks and load balancers with it, and tags its sessions.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cluster-iam-role.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/auto-cluster-iam-role.html
 */
export function clusterRole(compute: ComputeKind): EksRole {
  if (compute === "groups") return { trust: trusts("eks.amazonaws.com"), managedPolicies: ["AmazonEKSClusterPolicy"] };
  return {
    trust: trusts("eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"]),
    managedPolicies: [
      "AmazonEKSBlockStoragePolicy",
      "AmazonEKSClusterPolicy",
      "AmazonEKSComputePolicy",
      "AmazonEKSLoadBalancingPolicy",
      "AmazonEKSNetworkingPolicy",
    ],
  };
}

/**
 * The role of nodes: no more than a node needs, since every pod that reaches the node has it.
 *
 * @param images what of ECR: to pull, or all that can be read
 * @see https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/auto-create-node-role.html
 */
export function nodeRole(compute: ComputeKind, images: "pull" | "read"): EksRole {
  const registry = images === "pull" ? "AmazonEC2ContainerRegistryPullOnly" : "AmazonEC2ContainerRegistryReadOnly";
  const own =
    compute === "auto"
      ? ["AmazonEKSWorkerNodeMinimalPolicy"]
      : ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonSSMManagedInstanceCore"];
  return { trust: trusts("ec2.amazonaws.com"), managedPolicies: [...own, registry].sort() };
}

/**
 * The role with which Fargate pulls images and writes logs.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html
 */
export function fargateRole(): EksRole {
  return {
    trust: trusts("eks-fargate-pods.amazonaws.com"),
    managedPolicies: ["AmazonEKSFargatePodExecutionRolePolicy"],
  };
}

function trusts(service: string, actions: readonly string[] = ["sts:AssumeRole"]): PolicyDocument {
  return policyDocument([{ Effect: "Allow", Principal: { Service: [service] }, Action: actions }]);
}
