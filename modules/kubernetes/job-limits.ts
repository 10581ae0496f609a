/** How much the jobs of a namespace may use together, and each. */
export interface JobLimits {
  /** Resource → quantity for all pods together: `pods`, `requests.cpu`, `limits.memory`. */
  readonly quota?: Readonly<Record<string, string>>;
  /** For each container: the most, and what it gets unasked. */
  readonly limits?: ContainerLimits;
}

export interface ContainerLimits {
  readonly max?: Readonly<Record<string, string>>;
  readonly default?: Readonly<Record<string, string>>;
  readonly request?: Readonly<Record<string, string>>;
}

/** @see https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
export function jobQuota(namespace: string, hard: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  return { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "jobs", namespace }, spec: { hard } };
}

/** @see https://kubernetes.io/docs/concepts/policy/limit-range/ */
export function jobLimitRange(namespace: string, limits: ContainerLimits): Readonly<Record<string, unknown>> {
  const { max, default: unasked, request } = limits;
  const item = {
    type: "Container",
    ...(max === undefined ? {} : { max }),
    ...(unasked === undefined ? {} : { default: unasked }),
    ...(request === undefined ? {} : { defaultRequest: request }),
  };
  return { apiVersion: "v1", kind: "LimitRange", metadata: { name: "jobs", namespace }, spec: { limits: [item] } };
}

/** Kinds that only say how much is used: they give nobody any access. */
export const LIMIT_KINDS: readonly string[] = ["LimitRange", "ResourceQuota"];
