import type { JobLimits } from "../kubernetes/job-limits";
import type { Bucket } from "./bucket";
import type { JobIdentity } from "./identity";
import type { Path } from "./path";

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
  /** Of its jobs alone; labels, and taints with their effect. */
  readonly nodes?: {
    readonly selector: Readonly<Record<string, string>>;
    readonly tolerations: Readonly<Record<string, string>>;
  };
  /** What else a job may choose of its pod, `key=value`, sorted. */
  readonly overwrites: {
    readonly nodeSelectors: readonly string[];
    readonly labels: readonly string[];
    readonly annotations: readonly string[];
  };
  /** How much its jobs may use. */
  readonly limits: JobLimits;
  /** Why its jobs are privileged. */
  readonly privileged?: string;
  /** Directories of its nodes that its jobs see. */
  readonly hostMounts: readonly HostMount[];
  /** As it is declared: jobSecurity says what is enforced. */
  readonly podSecurity?: "baseline" | "restricted";
  readonly chart: Chart;
  /** Kubernetes users besides the manager who may start pods in its job namespaces. */
  readonly creators: readonly string[];
  readonly path: Path;
}

/** What the pod of a job is given. */
export interface JobResources {
  readonly image?: string;
  /** Patterns of images that a job may name besides; any where they are left out. */
  readonly images?: readonly string[];
  readonly services?: readonly string[];
  readonly cpu?: Quantity;
  readonly memory?: Quantity;
}

export interface HostMount {
  readonly path: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
  readonly reason: string;
}

/** Kubernetes quantities: what a job gets unasked, and the most it may use. */
export interface Quantity {
  readonly request?: string;
  readonly max?: string;
}

export type Chart =
  | { readonly kind: "repository"; readonly repository: string; readonly version: string }
  | { readonly kind: "path"; readonly path: string };
