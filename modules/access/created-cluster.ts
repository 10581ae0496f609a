import { awsManagedPolicyArn, eksAccessPolicyArn, roleArn } from "../iam/arn";
import { STS_AUDIENCE } from "../iam/trust";
import { createdCluster, type NamedCluster, type NamedEksRole } from "../platform/created-cluster";
import type { Aws, Platform } from "../platform/platform";
import type { AccessModel, ClusterAccess, EntryAccess, RoleAccess } from "./model";

/** What the issuer of a cluster goes by that is not there yet. */
export function issuerOfCluster(name: string): string {
  return `(issuer of cluster ${name})`;
}

/** What a cluster that is made means: who gets in, its roles, its nodes, and its OIDC provider. */
export function createdClusterModel(platform: Platform): Partial<AccessModel> {
  const cluster = createdCluster(platform);
  if (cluster === undefined) return {};
  const { aws } = platform;
  const { control, node, fargate } = cluster.roles;
  return {
    clusters: { [cluster.name]: clusterAccess(cluster, aws) },
    roles: Object.fromEntries([control, node, fargate ?? []].flat().map((role) => [role.name, roleOf(role, aws)])),
    fargateNamespaces: cluster.fargate,
    oidcProviders: {
      [issuerOfCluster(cluster.name)]: {
        arn: { unknown: "known once the cluster is there" },
        audiences: { value: [STS_AUDIENCE] },
      },
    },
    ...("eks-pod-identity-agent" in cluster.addons ? { podIdentityAgent: { value: true } } : {}),
  };
}

function clusterAccess(cluster: NamedCluster, { partition }: Aws): ClusterAccess {
  const { roles, secretsKey, compute, nodeGroups } = cluster;
  const nodes = { role: roles.node.name, metadataReachesPods: false };
  return {
    role: roles.control.name,
    publicEndpoint: cluster.publicEndpoint,
    authenticationMode: "API",
    creatorIsAdmin: false,
    ...(secretsKey === undefined ? {} : { secretsKey }),
    logs: cluster.logs,
    entries: Object.fromEntries(
      cluster.accessEntries.map(({ principal, policy, namespaces }): [string, EntryAccess[]] => [
        principal,
        [{ policy: eksAccessPolicyArn(partition, policy), namespaces }],
      ]),
    ),
    nodes: compute === "auto" ? { "(auto)": nodes } : Object.fromEntries(nodeGroups.map(({ key }) => [key, nodes])),
  };
}

function roleOf({ name, trust, managedPolicies }: NamedEksRole, aws: Aws): RoleAccess {
  return {
    arn: { value: roleArn(aws, name) },
    trust: { value: trust.Statement },
    statements: { value: [] },
    managedPolicies: { value: managedPolicies.map((policy) => awsManagedPolicyArn(aws.partition, policy)) },
    ...(aws.permissionsBoundary === undefined ? {} : { permissionsBoundary: { value: aws.permissionsBoundary } }),
    exclusive: { value: true },
  };
}
