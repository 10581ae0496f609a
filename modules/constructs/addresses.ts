import { createHash } from "node:crypto";

/**
 * Terraform addresses: a contract with existing state, so each is a pure function of the declaration's keys, never
 * of nesting or of a place in a list. Parts are joined by "_", which no key, namespace or AWS service contains;
 * what belongs to a runner's manager begins `<runner>__manager`, so that it never meets an identity of that name.
 * Names that are not keys (ClusterRoles take almost any character) enter hashed.
 */

export type Logical = string;

export const cluster = (): Logical => "cluster";

/** OIDC provider of the cluster, and of GitLab. */
export const clusterOidcProvider = (): Logical => "cluster";
export const gitlabOidcProvider = (): Logical => "gitlab";

export const podIdentityAgent = (): Logical => "pod-identity-agent";

/** Launch template and nodes of a group. */
export const nodeGroup = (key: string): Logical => key;

/** Access entry of a principal, and what it allows. */
export const accessEntry = (principal: string): Logical => `entry_${hashed(principal)}`;

export const fargateProfile = (): Logical => "fargate";

export const bucket = (key: string): Logical => key;

/** Role, base policy, exclusive resources, association and ServiceAccount of an identity. */
export const identity = (key: string): Logical => key;

/** Policy of a service that outgrew an identity's base policy. */
export const servicePolicy = (owner: Logical, service: string): Logical => `${owner}_${service}`;

/** Role and RoleBinding of an identity's own rules in a namespace; without one: ClusterRole and its binding. */
export const ownRules = (key: string, namespace?: string): Logical =>
  namespace === undefined ? key : `${key}_${namespace}`;

/** Binding of a ClusterRole to an identity, in a namespace or in the whole cluster. */
export const clusterRoleBinding = (key: string, clusterRole: string, namespace?: string): Logical =>
  `${ownRules(key, namespace)}_${hashed(clusterRole)}`;

/** A runner's release and its first job namespace. */
export const runner = (key: string): Logical => key;

/** Job namespace and guard of a runner; the first one keeps its address when it is renamed. */
export const jobNamespace = (key: string, namespace: string, first: boolean): Logical =>
  first ? key : `${key}_${namespace}`;

/** Binding of the guard at an address; the guard's policy has the address itself. */
export const guardBinding = (guard: Logical): Logical => `${guard}__binding`;

/** What else is in a job namespace, by the address of its guard. */
export const jobPart = (guard: Logical, part: "limits" | "network" | "quota"): Logical => `${guard}__${part}`;

/** Namespace, ServiceAccount, cache role and association of a runner's manager. */
export const manager = (key: string): Logical => `${key}__manager`;

/** Role and RoleBinding of a manager in a job namespace. */
export const managerRules = (key: string, namespace: string, first: boolean): Logical =>
  first ? manager(key) : `${manager(key)}_${namespace}`;

function hashed(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 10);
}
