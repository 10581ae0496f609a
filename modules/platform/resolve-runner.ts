import { DEFAULT_CHART } from "../gitlab/chart-values";
import type { ContainerLimits } from "../kubernetes/job-limits";
import type { Bucket } from "./bucket";
import type { JobIdentity } from "./identity";
import type { Quantity, Runner } from "./runner";
import type { DeclarationInput } from "./schema/declaration";

type RunnerInput = NonNullable<DeclarationInput["runners"]>[string];

/** A runner, with the names of what it has, and with the identities that its jobs may be. */
export function resolveRunner(
  name: string,
  key: string,
  input: RunnerInput,
  buckets: ReadonlyMap<string, Bucket>,
  jobs: readonly JobIdentity[],
): Runner {
  const namespaces = new Set(jobs.map(({ namespace }) => namespace));
  const first = jobNamespace(name, key, input);
  const others = [...namespaces].filter((namespace) => namespace !== first).sort();
  const cache = typeof input.cache === "string" ? { bucket: input.cache } : input.cache;
  const images = input.jobs?.images;
  // A service is a container of the job's own pod, under the same ServiceAccount.
  const services = input.jobs?.services ?? images;
  const cacheBucket = cache === undefined ? undefined : buckets.get(cache.bucket);
  return {
    key,
    release: input.names?.release ?? `${name}-${key}`,
    namespaces: [first, ...others],
    manager: {
      namespace: input.managerNamespace ?? `${first}-manager`,
      serviceAccount: input.names?.managerServiceAccount ?? `${key}-manager`,
    },
    tags: input.tags ?? [],
    refs: input.refs,
    tokenSecret: input.tokenSecret,
    defaultIdentity: input.defaultIdentity,
    jobs,
    ...(cacheBucket === undefined
      ? {}
      : // "_" is in no key: the role of a manager cannot have the name of an identity's role.
        {
          cache: {
            bucket: cacheBucket,
            prefix: cache?.prefix ?? `${key}/`,
            role: input.names?.managerRole ?? `${name}-${key}_manager`,
          },
        }),
    concurrent: input.concurrent ?? 10,
    resources: {
      ...(input.jobs?.image === undefined ? {} : { image: input.jobs.image }),
      ...(images === undefined ? {} : { images }),
      ...(services === undefined ? {} : { services }),
      ...(input.jobs?.cpu === undefined ? {} : { cpu: resolveQuantity(input.jobs.cpu) }),
      ...(input.jobs?.memory === undefined ? {} : { memory: resolveQuantity(input.jobs.memory) }),
    },
    overwrites: {
      nodeSelectors: [...(input.overwrites?.nodeSelectors ?? [])].sort(),
      labels: [...(input.overwrites?.labels ?? [])].sort(),
      annotations: [...(input.overwrites?.annotations ?? [])].sort(),
    },
    ...(input.nodes === undefined
      ? {}
      : { nodes: { selector: input.nodes.selector, tolerations: input.nodes.tolerations ?? {} } }),
    limits: {
      ...(input.quota === undefined ? {} : { quota: texts(input.quota) }),
      ...(input.limits === undefined ? {} : { limits: resolveLimits(input.limits) }),
    },
    ...(input.privileged === undefined ? {} : { privileged: input.privileged }),
    hostMounts: (input.hostMounts ?? []).map(({ path, mountPath = path, readOnly = true, reason }) => ({
      path,
      mountPath,
      readOnly,
      reason,
    })),
    ...(input.podSecurity === undefined ? {} : { podSecurity: input.podSecurity }),
    chart:
      input.chart === undefined
        ? { kind: "repository", ...DEFAULT_CHART }
        : "path" in input.chart
          ? { kind: "path", path: input.chart.path }
          : { kind: "repository", repository: input.chart.repository, version: input.chart.version },
    creators: [...(input.creators ?? [])].sort(),
    path: ["runners", key],
  };
}

/** Namespace of a runner's jobs, where an identity asks for no other. */
export function jobNamespace(name: string, key: string, runner: RunnerInput | undefined): string {
  return runner?.namespace ?? `${name}-${key}`;
}

function resolveLimits({ max, default: unasked, request }: NonNullable<RunnerInput["limits"]>): ContainerLimits {
  return {
    ...(max === undefined ? {} : { max: texts(max) }),
    ...(unasked === undefined ? {} : { default: texts(unasked) }),
    ...(request === undefined ? {} : { request: texts(request) }),
  };
}

/** Quantities as text: YAML reads `cpu: 4` as a number. */
function texts(amounts: Readonly<Partial<Record<string, string | number>>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(amounts).flatMap(([key, amount]) => (amount === undefined ? [] : [[key, String(amount)]])),
  );
}

function resolveQuantity(q: { readonly request?: string | number; readonly max?: string | number }): Quantity {
  return {
    ...(q.request === undefined ? {} : { request: String(q.request) }),
    ...(q.max === undefined ? {} : { max: String(q.max) }),
  };
}
