import type { IdentityPolicies } from "../iam/identity-policies";
import type { Grant } from "./grants";
import type { Path } from "./path";
import type { Project } from "./platform";

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
  /** What its grants in AWS are for its role. */
  readonly policies: IdentityPolicies;
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
