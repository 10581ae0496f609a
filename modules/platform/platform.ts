import type { NetworkEngine } from "../kubernetes/job-network";
import type { StorageType } from "../gitlab/object-storage";
import type { Bucket } from "./bucket";
import type { CreatedCluster } from "./created-cluster";
import type { Identity } from "./identity";
import type { Path } from "./path";
import type { Runner } from "./runner";

/**
 * The declaration after validation: references resolved, names derived, defaults filled in.
 * Everything after it (policies, model, checks, constructs) works from this and never reads YAML.
 * Lists are sorted by key, so that the order of a declaration's maps cannot reach the output.
 */
export interface Platform {
  /** Prefix of stacks and of generated names. */
  readonly name: string;
  readonly aws: Aws;
  readonly terraform: Terraform;
  readonly gitlab: GitLab;
  /** Left out where the declaration has nothing of Kubernetes. */
  readonly cluster?: Cluster;
  readonly buckets: readonly Bucket[];
  readonly runners: readonly Runner[];
  readonly identities: readonly Identity[];
  readonly accepted: readonly Acceptance[];
  readonly imports: Imports;
}

/** What exists and is taken into the state: by the end of the stack's name and by address, its id. */
export type Imports = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A finding that one lives with. */
export interface Acceptance {
  readonly check: string;
  /** The entry that it is at, `identities.release`. */
  readonly at: string;
  readonly about?: string;
  readonly reason: string;
  readonly path: Path;
}

export interface Aws {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`; of the region. */
  readonly partition: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Path of every role, beginning and ending in `/`. */
  readonly rolePath: string;
  /** ARN of the managed policy that bounds every role. */
  readonly permissionsBoundary?: string;
  /** Those that were raised. */
  readonly quotas: Readonly<Partial<Record<QuotaName, number>>>;
  /** URL of an emulator that Terraform talks to instead of AWS. */
  readonly endpoint?: string;
}

/** Quotas of an account that can be raised. */
export type QuotaName = "managedPoliciesPerRole" | "trustPolicySize" | "roles" | "managedPolicies" | "oidcProviders";

export interface Terraform {
  /** Version constraints by provider, as declared. */
  readonly providers: Readonly<Record<ProviderName, string | undefined>>;
  readonly backend: Backend;
}

export type ProviderName = "aws" | "kubernetes" | "helm";

export type Backend =
  | { readonly kind: "local" }
  | {
      readonly kind: "s3";
      readonly bucket: string;
      readonly region: string;
      /** Put before `<stack>.tfstate`; empty or ending in `/`. */
      readonly prefix: string;
      readonly kmsKey?: string;
    }
  /** GitLab's; `address` is completed by `/<stack>`. */
  | { readonly kind: "http"; readonly address: string }
  /** HCP Terraform's; a workspace for each stack. */
  | {
      readonly kind: "cloud";
      readonly organization: string;
      readonly hostname?: string;
      readonly project?: string;
    };

export interface GitLab {
  /** Without a slash at the end. */
  readonly url: string;
  readonly projects: readonly Project[];
  readonly oidcProvider?: OidcProvider;
  readonly objectStorage?: ObjectStorage;
}

/** Where a GitLab keeps its objects: an ordinary bucket for each type. */
export interface ObjectStorage {
  readonly types: readonly StorageType[];
}

/** An OIDC provider in IAM: whose tokens AWS takes. */
export interface OidcProvider {
  /** As IAM writes it, without https://; condition keys begin with it. */
  readonly issuer: string;
  readonly arn: string;
  /** Whether this app makes it, or it exists and is never managed. */
  readonly managed: boolean;
  readonly path: Path;
}

export interface Project {
  /** Full path, `acme/docs`. */
  readonly path: string;
  /** GitLab's numeric id: the one name of a project that never changes. */
  readonly id: number;
}

export interface Cluster {
  readonly name: string;
  readonly arn: string;
  readonly access: ClusterAccess;
  /** Left out where it exists. */
  readonly created?: CreatedCluster;
  /** Whether this app installs the EKS Pod Identity agent, or finds it present. */
  readonly podIdentityAgent: "install" | "present";
  readonly oidcProvider?: OidcProvider;
  /** Kubernetes group that the guards let in. */
  readonly breakGlass?: string;
  /** What enforces NetworkPolicy for the pods of jobs. */
  readonly networkPolicy?: NetworkEngine;
}

export type ClusterAccess =
  /** By the AWS CLI, or by an ephemeral value of the AWS provider. */
  | { readonly kind: "exec" | "token" }
  | { readonly kind: "kubeconfig"; readonly path?: string; readonly context?: string };

declare const checked: unique symbol;

/** A Platform that `check()` found no error in; the only thing that constructs accept. */
export type CheckedPlatform = Platform & { readonly [checked]: true };
