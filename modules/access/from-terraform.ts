import { readAssociations, readBuckets } from "./interpret-aws";
import { readFargateNamespaces, readPodIdentityAgent } from "./interpret-cluster";
import {
  readAdmission,
  readBindings,
  readClosedNetworks,
  readNamespaces,
  readServiceAccounts,
} from "./interpret-kubernetes";
import { readClusters } from "./interpret-eks";
import { readOidcProviders } from "./interpret-oidc";
import { readRoles } from "./interpret-roles";
import { readRunners } from "./interpret-runner";
import { type AccessModel, model } from "./model";
import { resourceOfObject } from "./kubernetes-object";
import { at, type Resource, type Surroundings } from "./resource";

/** What Terraform resources mean for access. Whatever is not interpreted is named in `unread`, never left out. */
export function fromTerraform(given: readonly Resource[], surroundings: Surroundings): AccessModel {
  const resources = given.map(canonicalResource);
  const roles = readRoles(resources, surroundings);
  const oidcProviders = readOidcProviders(resources, surroundings);
  const associations = readAssociations(resources, surroundings);
  const buckets = readBuckets(resources);
  const pods = readServiceAccounts(resources);
  const bindings = readBindings(resources);
  const admission = readAdmission(resources);
  const runners = readRunners(resources);
  const clusters = readClusters(resources);
  const fargate = readFargateNamespaces(resources);
  const agent = readPodIdentityAgent(resources);
  const foreign = resources.filter(({ type }) => !INTERPRETED.has(type) && !WITHOUT_ACCESS.has(type));
  const parts = [roles, oidcProviders, associations, buckets, pods, bindings, admission, runners, fargate, clusters];
  return model({
    ...(associations.found.cluster === undefined ? {} : { cluster: associations.found.cluster }),
    ...(agent === undefined ? {} : { podIdentityAgent: agent }),
    fargateNamespaces: fargate.found,
    clusters: clusters.found,
    runners: runners.found,
    pods: pods.found,
    associations: associations.found.roles,
    roles: roles.found,
    oidcProviders: oidcProviders.found,
    bindings: bindings.found,
    namespaces: readNamespaces(resources),
    closedNetworks: readClosedNetworks(resources),
    admission: admission.found,
    buckets: buckets.found,
    unread: [...foreign.map(({ address }) => address), ...parts.flatMap(({ unread }) => unread)],
  });
}

/** Whether resources of a type are interpreted: all that others say is that they are there. */
export function isInterpreted(type: string): boolean {
  return INTERPRETED.has(VERSIONED.get(type) ?? type);
}

/** A resource under one type for each kind of thing: without a version, or as a manifest, it means the same. */
function canonicalResource(resource: Resource): Resource {
  const { address, type, values } = resource;
  const versioned = VERSIONED.get(type);
  if (versioned !== undefined) return { address, type: versioned, values };
  return type === "kubernetes_manifest" ? (resourceOfObject(address, at(values, "manifest")) ?? resource) : resource;
}

/** Types of the Kubernetes provider that are there with a version and without. */
const VERSIONED: ReadonlyMap<string, string> = new Map(
  ["cluster_role", "cluster_role_binding", "namespace", "role", "role_binding", "service_account"].map((kind) => [
    `kubernetes_${kind}`,
    `kubernetes_${kind}_v1`,
  ]),
);

/** Whether a resource gives nobody any access, whatever it says. */
export function isWithoutAccess(type: string): boolean {
  return WITHOUT_ACCESS.has(type);
}

const INTERPRETED: ReadonlySet<string> = new Set([
  "aws_eks_access_entry",
  "aws_eks_access_policy_association",
  "aws_eks_addon",
  "aws_eks_cluster",
  "aws_eks_fargate_profile",
  "aws_eks_node_group",
  "aws_eks_pod_identity_association",
  "aws_iam_openid_connect_provider",
  "aws_iam_policy",
  "aws_iam_policy_attachment",
  "aws_iam_role",
  "aws_iam_role_policies_exclusive",
  "aws_iam_role_policy",
  "aws_iam_role_policy_attachment",
  "aws_iam_role_policy_attachments_exclusive",
  "aws_launch_template",
  "aws_s3_bucket",
  "aws_s3_bucket_ownership_controls",
  "aws_s3_bucket_policy",
  "aws_s3_bucket_public_access_block",
  "aws_s3_bucket_server_side_encryption_configuration",
  "aws_s3_bucket_versioning",
  "helm_release",
  "kubernetes_cluster_role_binding_v1",
  "kubernetes_cluster_role_v1",
  "kubernetes_manifest",
  "kubernetes_namespace_v1",
  "kubernetes_role_binding_v1",
  "kubernetes_role_v1",
  "kubernetes_service_account_v1",
]);

/** Resources that give nobody any access: what S3 deletes when. */
const WITHOUT_ACCESS: ReadonlySet<string> = new Set(["aws_s3_bucket_lifecycle_configuration"]);
