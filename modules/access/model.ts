import type { Statement } from "../iam/policy";
import type { PolicyRule } from "../kubernetes/rbac";

/**
 * Who may become whom and do what, in the names of AWS and Kubernetes, never in keys of the declaration.
 * Made from the Platform (what was declared) and from Terraform (what was written); the two must be equal.
 * Maps are plain sorted records, so that two models compare and print as they are.
 */
export interface AccessModel {
  /** ARN of the EKS cluster. */
  readonly cluster?: string;
  /** Those that are made here, by their name. */
  readonly clusters: Readonly<Record<string, ClusterAccess>>;
  /** Whether the cluster has the add-on by which pods get the role of their association. */
  readonly podIdentityAgent: Known<boolean>;
  /** Namespaces whose pods run on Fargate, where there is no agent. */
  readonly fargateNamespaces: readonly string[];
  /** By `managerNamespace/release`. */
  readonly runners: Readonly<Record<string, RunnerAccess>>;
  /** By `namespace/serviceAccount`. */
  readonly pods: Readonly<Record<Pod, ServiceAccountAccess>>;
  /** Pod identity: who gets which role. */
  readonly associations: Readonly<Record<Pod, RoleName>>;
  readonly roles: Readonly<Record<RoleName, RoleAccess>>;
  /** Whose tokens AWS takes, by issuer without `https://`. */
  readonly oidcProviders: Readonly<Record<string, OidcProviderAccess>>;
  readonly bindings: readonly Binding[];
  /** Namespaces of jobs and managers: the Pod Security level that is enforced. */
  readonly namespaces: Readonly<Record<string, string>>;
  /** Namespaces whose pods nobody reaches and who do not reach their node's metadata, where NetworkPolicy is enforced. */
  readonly closedNetworks: readonly string[];
  /** What the guards let in, by job namespace. */
  readonly admission: Readonly<Record<string, Admission>>;
  readonly buckets: Readonly<Record<string, BucketAccess>>;
  /** Present but not interpreted: said, never hidden, not compared. Terraform addresses. */
  readonly unread: readonly string[];
}

/** A value, or why it cannot be told. */
export type Known<T> = { readonly value: T } | { readonly unknown: string };

/** Why nothing is told of what others make. */
export const NOT_MADE = "made by others, if at all";

/** Where in a model something stands: `["roles", "ci-prod-docs", "statements", 0]`, without the `value` of a Known. */
export type ModelPath = readonly (string | number)[];

export type Pod = `${string}/${string}`;
export type RoleName = string;

/** Who gets into a cluster by EKS, and what its nodes are. */
export interface ClusterAccess {
  readonly role: RoleName;
  /** CIDRs that reach the API server from outside its network; none where it is private. */
  readonly publicEndpoint: readonly string[];
  /** `API`, or with the ConfigMap aws-auth, which anybody may edit who has the Kubernetes permission. */
  readonly authenticationMode: string;
  /** Whether who made it is an administrator without an entry that says so. */
  readonly creatorIsAdmin: boolean;
  /** ARN of the KMS key that encrypts Secrets. */
  readonly secretsKey?: string;
  /** Logs of the control plane, sorted. */
  readonly logs: readonly string[];
  /** By the ARN of a principal. */
  readonly entries: Readonly<Record<string, readonly EntryAccess[]>>;
  /** Nodes by their group; of Auto Mode `(auto)`. */
  readonly nodes: Readonly<Record<string, NodesAccess>>;
}

/** One of EKS's access policies by its ARN, in some namespaces or in all, or groups that RBAC knows. */
export type EntryAccess =
  | { readonly policy: string; /** None: the whole cluster. */ readonly namespaces: readonly string[] }
  | { readonly groups: readonly string[] };

export interface NodesAccess {
  readonly role: RoleName;
  /** Whether pods get the credentials of the node's role from the metadata service. */
  readonly metadataReachesPods: boolean;
}

export interface RunnerAccess {
  readonly gitlabUrl: string;
  /** Secret that holds the runner's token, or that the token stands in the chart's values, which Terraform keeps. */
  readonly token: { readonly secret: string } | "in values";
  readonly managerServiceAccount: Pod;
  /** Namespace and ServiceAccount of a job that asks for nothing. */
  readonly defaultPod: Pod;
  /** Go regular expressions; empty = a job's own wish is ignored. */
  readonly namespacePattern: string;
  readonly serviceAccountPattern: string;
  readonly bearerTokenOverwrite: boolean;
  /** What else a job may choose of its pod: Go regular expressions for `key=value`, of taints with `:EFFECT`. */
  readonly nodeSelectorPattern: string;
  readonly nodeTolerationPattern: string;
  readonly labelPattern: string;
  readonly annotationPattern: string;
  readonly privileged: boolean;
  /** Directories of its nodes that its jobs see. */
  readonly hostMounts: readonly HostMountAccess[];
  /** Labels of the nodes that its jobs run on; none for any node. */
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** Taints that its jobs tolerate, `key=value` with their effect: those that keep other pods from its nodes. */
  readonly nodeTolerations: Readonly<Record<string, string>>;
  readonly namespacePerJob: boolean;
  /** `bucket/prefix`. */
  readonly cache?: string;
  /** Image of jobs that name none. */
  readonly image?: string;
  /** Patterns of images that jobs may name besides, and of their services; any where they are left out. */
  readonly allowedImages?: readonly string[];
  readonly allowedServices?: readonly string[];
}

export interface HostMountAccess {
  readonly path: string;
  /** In the containers of a job. */
  readonly mountPath: string;
  readonly readOnly: boolean;
}

export interface ServiceAccountAccess {
  /** Whether its pods get a Kubernetes token unasked. */
  readonly automountToken: boolean;
  /** `eks.amazonaws.com/role-arn`; `role/NAME` where the ARN is not known yet. */
  readonly roleArn?: string;
  /** Any others. */
  readonly annotations: Readonly<Record<string, string>>;
}

export interface RoleAccess {
  readonly arn: Known<string>;
  readonly trust: Known<readonly Statement[]>;
  /** The statements of its own policies together, canonical. */
  readonly statements: Known<readonly Statement[]>;
  /** ARNs of the managed policies of others, sorted. */
  readonly managedPolicies: Known<readonly string[]>;
  /** What it surely has, where a part of its policies cannot be told, and why. */
  readonly atLeast?: {
    readonly statements: readonly Statement[];
    readonly managedPolicies: readonly string[];
    readonly open: readonly string[];
  };
  readonly permissionsBoundary?: Known<string>;
  /** Whether policies and inline policies added by hand are taken away. */
  readonly exclusive: Known<boolean>;
}

export interface OidcProviderAccess {
  readonly arn: Known<string>;
  /** Client ids: the audiences that tokens may have, sorted. */
  readonly audiences: Known<readonly string[]>;
}

export interface Binding {
  readonly subject: Pod;
  readonly scope: { readonly namespace: string } | "cluster";
  readonly grants: { readonly clusterRole: string } | { readonly rules: readonly PolicyRule[] };
}

export interface Admission {
  /** Users who may start pods. */
  readonly creators: readonly string[];
  /** Users who may exec, attach, port-forward and proxy. */
  readonly connectors: readonly string[];
  readonly breakGlass?: string;
  /** ServiceAccount → ids of the projects whose jobs may be it. */
  readonly projects: Readonly<Record<string, readonly string[]>>;
}

export interface BucketAccess {
  readonly encryption: string;
  /** `Enabled`, `Suspended`, or `none` where nothing is said. */
  readonly versioning: string;
  readonly publicAccessBlocked: boolean;
  readonly ownerEnforced: boolean;
  readonly policy: Known<readonly Statement[]>;
}

/** A model of some parts, the rest empty; its records and lists sorted. */
export function model(parts: Partial<AccessModel>): AccessModel {
  const { cluster, runners = {}, pods = {}, associations = {}, roles = {}, bindings = [], namespaces = {} } = parts;
  const { clusters = {}, oidcProviders = {}, admission = {}, buckets = {}, unread = [] } = parts;
  const { podIdentityAgent = { unknown: NOT_MADE }, fargateNamespaces = [], closedNetworks = [] } = parts;
  return {
    ...(cluster === undefined ? {} : { cluster }),
    clusters: sorted(clusters),
    podIdentityAgent,
    fargateNamespaces: [...fargateNamespaces].sort(),
    runners: sorted(runners),
    pods: sorted(pods),
    associations: sorted(associations),
    roles: sorted(roles),
    oidcProviders: sorted(oidcProviders),
    bindings: bindings
      .map((binding) => ({ binding, text: JSON.stringify(binding) }))
      .sort((a, b) => (a.text < b.text ? -1 : Number(a.text > b.text)))
      .map(({ binding }) => binding),
    namespaces: sorted(namespaces),
    closedNetworks: [...closedNetworks].sort(),
    admission: sorted(admission),
    buckets: sorted(buckets),
    unread: [...unread].sort(),
  };
}

function sorted<T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
}
