import type { Conditions } from "../iam/policy";
import type { PolicyRule } from "../kubernetes/rbac";
import type { Bucket } from "./bucket";
import type { Path } from "./path";
import type { Identity } from "./identity";

export type Grant = AwsGrant | KubernetesGrant;

export type AwsGrant =
  | BucketGrant
  | ManagedPolicyGrant
  | RepositoryGrant
  | ParameterGrant
  | SecretGrant
  | TerraformStateGrant
  | AssumeGrant
  | ActionsGrant;

export interface BucketGrant {
  readonly kind: "bucket";
  readonly bucket: Bucket;
  readonly access: BucketAccess;
  /** Ends in `/`; undefined for the whole bucket. */
  readonly prefix?: string;
  readonly path: Path;
}

export type BucketAccess = "list" | "read" | "write" | "read-write";

export interface ManagedPolicyGrant {
  readonly kind: "managedPolicy";
  readonly arn: string;
  readonly path: Path;
}

export interface RepositoryGrant {
  readonly kind: "repository";
  readonly arn: string;
  readonly access: "pull" | "push";
  readonly path: Path;
}

export interface ParameterGrant {
  readonly kind: "parameter";
  /** Ends in `/` where all below it are meant. */
  readonly arn: string;
  /** ARN of a KMS key. */
  readonly key?: string;
  readonly path: Path;
}

export interface SecretGrant {
  readonly kind: "secret";
  /** Ends in `-??????` where the secret is named, for what AWS appends to a name. */
  readonly arn: string;
  /** ARN of a KMS key. */
  readonly key?: string;
  readonly path: Path;
}

export interface TerraformStateGrant {
  readonly kind: "terraformState";
  readonly bucket: Bucket;
  readonly key: string;
  readonly access: "read" | "write";
  readonly path: Path;
}

export interface AssumeGrant {
  readonly kind: "assume";
  /** Of a role, of any account. */
  readonly arn: string;
  readonly path: Path;
}

export interface ActionsGrant {
  readonly kind: "actions";
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: Conditions;
  readonly path: Path;
}

export interface KubernetesGrant {
  readonly kind: "kubernetes";
  readonly scope: { readonly namespace: string } | "cluster";
  /** A ClusterRole by its name, or rules of its own. */
  readonly grants: { readonly clusterRole: string } | { readonly rules: readonly PolicyRule[] };
  readonly path: Path;
}

/** Whether a permission is one in AWS. */
export function isAwsGrant(grant: Grant): grant is AwsGrant {
  return grant.kind !== "kubernetes";
}

/** The AWS permissions that an identity is granted. */
export function awsGrants({ grants }: Identity): readonly AwsGrant[] {
  return grants.filter(isAwsGrant);
}

/** The Kubernetes permissions that an identity is granted. */
export function kubernetesGrants({ grants }: Identity): readonly KubernetesGrant[] {
  return grants.filter((grant): grant is KubernetesGrant => grant.kind === "kubernetes");
}
