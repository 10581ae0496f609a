export type PodSecurityLevel = "privileged" | "baseline" | "restricted";

/** What of a runner decides about the level of its jobs. */
export interface JobSecurity {
  /** Why they have to be. */
  readonly privileged?: string;
  /** What they see of their node: only the level privileged admits it. */
  readonly hostMounts: readonly unknown[];
  readonly podSecurity?: "baseline" | "restricted";
}

/** The level of the namespace of a runner's jobs. */
export function jobSecurity({ privileged, hostMounts, podSecurity = "baseline" }: JobSecurity): PodSecurityLevel {
  return privileged === undefined && hostMounts.length === 0 ? podSecurity : "privileged";
}

/**
 * Labels that make a namespace refuse pods below a level of the Pod Security Standards. The version is left to the
 * cluster: a level pinned to an old version would keep admitting what later ones refuse.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export function podSecurityLabels(level: PodSecurityLevel): Record<string, string> {
  return Object.fromEntries(["enforce", "audit", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]));
}
