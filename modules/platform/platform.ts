import type { Conditions } from "../iam/policy";
import type { PolicyRule } from "../kubernetes/rbac";

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
}

/** A finding that one lives with. */
export interface Acceptance {
  readonly check: string;
  /** The entry that it is at, `identities.release`. */
  readonly at: string;
  readonly about?: string;
  readonly reason: string;
  readonly path: Path;
}

/** Where in the declaration something stands: `["identities", "docs", "allow", 0]`. */
export type Path = readonly (string | number)[];

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
  /** Whether this app installs the EKS Pod Identity agent, or finds it present. */
  readonly podIdentityAgent: "install" | "present";
  readonly oidcProvider?: OidcProvider;
  /** Kubernetes group that the guards let in. */
  readonly breakGlass?: string;
}

export type ClusterAccess =
  /** By the AWS CLI, or by an ephemeral value of the AWS provider. */
  | { readonly kind: "exec" | "token" }
  | { readonly kind: "kubeconfig"; readonly path?: string; readonly context?: string };

export interface Bucket {
  readonly key: string;
  readonly name: string;
  readonly encryption: Encryption;
  /** Undefined for a bucket that exists and is used, never managed. */
  readonly managed?: ManagedBucket;
  readonly path: Path;
}

export interface ManagedBucket {
  /** Besides those of everything. */
  readonly tags: Readonly<Record<string, string>>;
  readonly versioning: boolean;
  readonly forceDestroy: boolean;
  readonly expireAfterDays?: number;
  readonly noncurrentExpireAfterDays?: number;
  readonly abortUploadsAfterDays: number;
}

/** SSE-S3, or SSE-KMS under the S3 managed key (`alias/aws/s3`) or the key of an ARN. */
export type Encryption =
  { readonly kind: "s3" } | { readonly kind: "kms"; readonly key: string; readonly bucketKey: boolean };

export interface Runner {
  readonly key: string;
  /** Helm release. */
  readonly release: string;
  /** Namespaces of its jobs, the configured one first, the rest sorted. */
  readonly namespaces: readonly [string, ...string[]];
  readonly manager: { readonly namespace: string; readonly serviceAccount: string };
  readonly tags: readonly string[];
  /** How it is registered in GitLab. */
  readonly refs: "protected" | "any";
  /** Secret in the manager's namespace; made by its owner, never by this app. */
  readonly tokenSecret: string;
  readonly defaultIdentity: string;
  /** What its jobs may be, sorted by key. */
  readonly jobs: readonly JobIdentity[];
  readonly cache?: { readonly bucket: Bucket; readonly prefix: string; readonly role: string };
  readonly concurrent: number;
  readonly resources: JobResources;
  readonly chart: Chart;
  /** Kubernetes users besides the manager who may start pods in its job namespaces. */
  readonly creators: readonly string[];
  readonly path: Path;
}

/** What the pod of a job is given. */
export interface JobResources {
  readonly image?: string;
  readonly cpu?: Quantity;
  readonly memory?: Quantity;
}

/** Kubernetes quantities: what a job gets unasked, and the most it may use. */
export interface Quantity {
  readonly request?: string;
  readonly max?: string;
}

export type Chart =
  | { readonly kind: "repository"; readonly repository: string; readonly version: string }
  | { readonly kind: "path"; readonly path: string };

/** What may be: a pod by its ServiceAccount, or a job by its ID token. Each is one role. */
export type Identity = AccountIdentity | IdTokenIdentity;

/** A job of a runner, or a long-running workload: one ServiceAccount and one role. */
export type AccountIdentity = JobIdentity | WorkloadIdentity;

interface IdentityBase {
  readonly key: string;
  /** Name of its IAM role. */
  readonly role: string;
  /** On what it has in AWS, besides those of everything. */
  readonly tags: Readonly<Record<string, string>>;
  /** `use` is expanded; in the order of the declaration. */
  readonly grants: readonly Grant[];
  readonly expectations: readonly Expectation[];
  readonly path: Path;
}

/** A test of an identity. */
export interface Expectation {
  readonly can: boolean;
  readonly question: Question;
  readonly path: Path;
}

/** Something that an identity may be able to do. */
export type Question =
  | {
      readonly kind: "aws";
      readonly action: string;
      /** ARN, or `*`. */
      readonly resource: string;
      /** What else is known of the request, by condition key. */
      readonly context: Readonly<Record<string, readonly string[]>>;
    }
  | {
      readonly kind: "kubernetes";
      /** A verb and a resource, `delete deployments.apps`. */
      readonly request: string;
      /** Undefined: the whole cluster. */
      readonly namespace?: string;
    };

interface AccountIdentityBase extends IdentityBase {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly credentials: Credentials;
  /** Name of its Roles and ClusterRoles; those of its bindings begin with it. */
  readonly kubernetesRole: string;
}

/**
 * How pods get the credentials of their role: by an association, by the annotation of their ServiceAccount, or, while
 * they move from one to the other, by both.
 */
export type Credentials = "pod-identity" | "irsa" | "migrating";

export interface JobIdentity extends AccountIdentityBase {
  readonly kind: "job";
  /** Key of its runner. */
  readonly runner: string;
  /** The projects whose jobs may be it. */
  readonly projects: readonly Project[];
}

export interface WorkloadIdentity extends AccountIdentityBase {
  readonly kind: "workload";
}

/** Jobs of some projects and refs, wherever they run, by the ID tokens that GitLab signs for them. */
export interface IdTokenIdentity extends IdentityBase {
  readonly kind: "id-token";
  readonly projects: readonly Project[];
  /** How its tokens name their project. */
  readonly subject: "project_path" | "project_id";
  readonly refs: IdTokenRefs;
  readonly audience: string;
  /** Further claims that only gitlab.com's tokens have for AWS, with the values that each may have. */
  readonly claims: Readonly<Record<string, readonly string[]>>;
}

/** Names or patterns, sorted; with neither branches nor tags there is nothing that is trusted. */
export interface IdTokenRefs {
  readonly branches: readonly string[];
  readonly tags: readonly string[];
  readonly protected: boolean;
}

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

declare const checked: unique symbol;

/** A Platform that `check()` found no error in; the only thing that constructs accept. */
export type CheckedPlatform = Platform & { readonly [checked]: true };
