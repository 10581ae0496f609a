import { readAssociations, readBuckets, readRoles } from "./interpret-aws";
import { readFargateNamespaces, readPodIdentityAgent } from "./interpret-cluster";
import { readAdmission, readBindings, readNamespaces, readServiceAccounts } from "./interpret-kubernetes";
import { readOidcProviders } from "./interpret-oidc";
import { readRunners } from "./interpret-runner";
import { type AccessModel, model } from "./model";
import type { Resource, Surroundings } from "./resource";

/** What Terraform resources mean for access. Whatever is not interpreted is named in `unread`, never left out. */
export function fromTerraform(resources: readonly Resource[], surroundings: Surroundings): AccessModel {
  const roles = readRoles(resources, surroundings);
  const oidcProviders = readOidcProviders(resources, surroundings);
  const associations = readAssociations(resources, surroundings);
  const buckets = readBuckets(resources);
  const pods = readServiceAccounts(resources);
  const bindings = readBindings(resources);
  const admission = readAdmission(resources);
  const runners = readRunners(resources);
  const fargate = readFargateNamespaces(resources);
  const agent = readPodIdentityAgent(resources);
  const foreign = resources.filter(({ type }) => !INTERPRETED.has(type) && !WITHOUT_ACCESS.has(type));
  const parts = [roles, oidcProviders, associations, buckets, pods, bindings, admission, runners, fargate];
  return model({
    ...(associations.found.cluster === undefined ? {} : { cluster: associations.found.cluster }),
    ...(agent === undefined ? {} : { podIdentityAgent: agent }),
    fargateNamespaces: fargate.found,
    runners: runners.found,
    pods: pods.found,
    associations: associations.found.roles,
    roles: roles.found,
    oidcProviders: oidcProviders.found,
    bindings: bindings.found,
    namespaces: readNamespaces(resources),
    admission: admission.found,
    buckets: buckets.found,
    unread: [...foreign.map(({ address }) => address), ...parts.flatMap(({ unread }) => unread)],
  });
}

const INTERPRETED: ReadonlySet<string> = new Set([
  "aws_eks_addon",
  "aws_eks_fargate_profile",
  "aws_eks_pod_identity_association",
  "aws_iam_openid_connect_provider",
  "aws_iam_policy",
  "aws_iam_role",
  "aws_iam_role_policies_exclusive",
  "aws_iam_role_policy",
  "aws_iam_role_policy_attachment",
  "aws_iam_role_policy_attachments_exclusive",
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
