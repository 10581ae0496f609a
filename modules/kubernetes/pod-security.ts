export type PodSecurityLevel = "privileged" | "baseline" | "restricted";

/** The level of the namespace of a runner's jobs. @param privileged why they have to be */
export function jobSecurity(privileged: string | undefined): PodSecurityLevel {
  return privileged === undefined ? "baseline" : "privileged";
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
