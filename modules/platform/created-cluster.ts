import type { ComputeKind, EksRole } from "../iam/eks-roles";
import { clusterRole, fargateRole, nodeRole } from "../iam/eks-roles";
import type { Platform } from "./platform";

/** A cluster that this app makes. */
export interface CreatedCluster {
  readonly version: string;
  readonly subnets: readonly string[];
  readonly accessEntries: readonly AccessEntry[];
  /** CIDRs that reach the API server from outside; none: only who is in the network. */
  readonly publicEndpoint: readonly string[];
  /** ARN of the KMS key for Secrets. */
  readonly secretsKey?: string;
  readonly logs: readonly string[];
  readonly nodeImages: "pull" | "read";
  readonly compute: ComputeKind;
  /** None under Auto Mode. */
  readonly nodeGroups: readonly NodeGroup[];
  /** Namespaces. */
  readonly fargate: readonly string[];
  /** Add-ons that are installed, each with its version where one is declared. */
  readonly addons: Readonly<Record<string, string | undefined>>;
}

/** Who may do what in the cluster, by EKS. */
export interface AccessEntry {
  /** ARN. */
  readonly principal: string;
  /** Name of one of EKS's access policies. */
  readonly policy: string;
  /** Empty: the whole cluster. */
  readonly namespaces: readonly string[];
}

export interface NodeGroup {
  readonly key: string;
  readonly instanceTypes: readonly string[];
  readonly size: { readonly min: number; readonly max: number; readonly desired: number };
  readonly subnets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** A role of a cluster that is made, with its name. */
export interface NamedEksRole extends EksRole {
  readonly name: string;
}

/** The roles of a cluster that is made. "_" is in no key: none of them has the name of an identity's role. */
export interface ClusterRoles {
  readonly control: NamedEksRole;
  readonly node: NamedEksRole;
  readonly fargate?: NamedEksRole;
}

/** A cluster that is made, with its name and its roles. */
export interface NamedCluster extends CreatedCluster {
  readonly name: string;
  readonly roles: ClusterRoles;
}

/** The cluster that a platform makes; undefined where it makes none. */
export function createdCluster({ name, cluster }: Platform): NamedCluster | undefined {
  if (cluster?.created === undefined) return undefined;
  const { created } = cluster;
  const roles = {
    control: { name: `${name}_cluster`, ...clusterRole(created.compute) },
    node: { name: `${name}_node`, ...nodeRole(created.compute, created.nodeImages) },
    ...(created.fargate.length === 0 ? {} : { fargate: { name: `${name}_fargate`, ...fargateRole() } }),
  };
  return { ...created, name: cluster.name, roles };
}
