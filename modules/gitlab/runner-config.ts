import { parse, stringify } from "smol-toml";
import { overwritePattern } from "./pattern";

/** What a runner's configuration is made of. */
export interface RunnerConfig {
  /** Of its jobs; the configured one first. */
  readonly namespaces: readonly [string, ...string[]];
  /** Every ServiceAccount that a job may be. */
  readonly serviceAccounts: readonly string[];
  readonly defaultServiceAccount: string;
  readonly region: string;
  /** Of the region's partition. */
  readonly dnsSuffix: string;
  readonly jobs: { readonly image?: string; readonly cpu?: Amount; readonly memory?: Amount };
  readonly privileged: boolean;
  readonly nodes?: {
    readonly selector: Readonly<Record<string, string>>;
    readonly tolerations: Readonly<Record<string, string>>;
  };
  readonly cache?: { readonly bucketName: string; readonly prefix: string };
}

interface Amount {
  readonly request?: string;
  readonly max?: string;
}

/**
 * The configuration template of a runner as TOML, with one `[[runners]]`. Jobs may choose among the declared
 * namespaces and ServiceAccounts only. Left out on purpose: `automount_service_account_token`, which would override the
 * ServiceAccounts'; `namespace_per_job`, which pod identity cannot follow; tags and the like, fatal with a `glrt-` token.
 *
 * @see https://docs.gitlab.com/runner/executors/kubernetes/#configuration-settings
 */
export function runnerConfig(config: RunnerConfig): string {
  const { namespaces, jobs, cache, nodes } = config;
  const kubernetes = {
    namespace: namespaces[0],
    namespace_overwrite_allowed: namespaces.length > 1 ? overwritePattern(namespaces) : "",
    service_account: config.defaultServiceAccount,
    service_account_overwrite_allowed: overwritePattern(config.serviceAccounts),
    bearer_token_overwrite_allowed: false,
    privileged: config.privileged,
    ...(nodes === undefined ? {} : { node_selector: nodes.selector, node_tolerations: nodes.tolerations }),
    ...(jobs.image === undefined ? {} : { image: jobs.image }),
    ...amount("cpu", jobs.cpu),
    ...amount("memory", jobs.memory),
  };
  const runner = {
    executor: "kubernetes",
    ...(cache === undefined ? {} : { cache: cacheTable(cache, config) }),
    kubernetes,
  };
  return `${stringify({ runners: [runner] }).trimEnd()}\n`;
}

/** A runner's configuration as far as it decides about access. */
export interface ReadRunnerConfig {
  readonly namespace: string;
  readonly namespacePattern: string;
  readonly serviceAccount: string;
  readonly serviceAccountPattern: string;
  readonly bearerTokenOverwrite: boolean;
  readonly privileged: boolean;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly nodeTolerations: Readonly<Record<string, string>>;
  readonly namespacePerJob: boolean;
  readonly cache?: { readonly bucket: string; readonly prefix: string };
  /** Of jobs that name none. */
  readonly image?: string;
}

/** Reads a configuration template; undefined for what is no TOML or has not exactly one runner. */
export function readRunnerConfig(toml: string): ReadRunnerConfig | undefined {
  let document: unknown;
  try {
    document = parse(toml);
  } catch {
    return undefined;
  }
  const runners = table(document).runners;
  if (!Array.isArray(runners) || runners.length !== 1) return undefined;
  const runner = table(runners[0]);
  const kubernetes = table(runner.kubernetes);
  const cache = table(runner.cache);
  const bucket = table(cache.s3).BucketName;
  const text = (key: string, fallback: string) => (typeof kubernetes[key] === "string" ? kubernetes[key] : fallback);
  return {
    // What the runner does where nothing is set.
    namespace: text("namespace", "default"),
    serviceAccount: text("service_account", "default"),
    namespacePattern: text("namespace_overwrite_allowed", ""),
    serviceAccountPattern: text("service_account_overwrite_allowed", ""),
    bearerTokenOverwrite: kubernetes.bearer_token_overwrite_allowed === true,
    privileged: kubernetes.privileged === true,
    nodeSelector: texts(kubernetes.node_selector),
    nodeTolerations: texts(kubernetes.node_tolerations),
    namespacePerJob: kubernetes.namespace_per_job === true,
    ...(typeof bucket === "string"
      ? { cache: { bucket, prefix: typeof cache.Path === "string" ? `${cache.Path}/` : "" } }
      : {}),
    ...(typeof kubernetes.image === "string" ? { image: kubernetes.image } : {}),
  };
}

/** What a configuration says besides what is read of it, amounts of CPU and memory apart. */
export function runnerConfigRest(toml: string): unknown {
  const { runners, ...rest } = table(parse(toml));
  const others = (Array.isArray(runners) ? (runners as unknown[]) : []).map((runner) => {
    const { kubernetes, ...own } = table(runner);
    return { ...own, kubernetes: Object.entries(table(kubernetes)).filter(([key]) => !READ.test(key)) };
  });
  return { ...rest, runners: others };
}

const READ =
  /^(namespace|namespace_overwrite_allowed|service_account|service_account_overwrite_allowed|bearer_token_overwrite_allowed|privileged|node_selector|node_tolerations|namespace_per_job|(helper_|service_)?(cpu|memory|ephemeral_storage)_(request|limit)(_overwrite_max_allowed)?)$/;

/** A job's limit is the most it may ask for: without one it could use the whole node. */
function amount(resource: "cpu" | "memory", { request, max }: Amount = {}): Readonly<Record<string, string>> {
  return {
    ...(request === undefined ? {} : { [`${resource}_request`]: request }),
    ...(max === undefined ? {} : { [`${resource}_limit`]: max, [`${resource}_request_overwrite_max_allowed`]: max }),
  };
}

/** Without keys: the manager signs with the role of its own ServiceAccount. */
function cacheTable({ bucketName, prefix }: NonNullable<RunnerConfig["cache"]>, { region, dnsSuffix }: RunnerConfig) {
  return {
    Type: "s3",
    Path: prefix.replace(/\/$/, ""),
    Shared: false,
    s3: {
      AuthenticationType: "iam",
      BucketName: bucketName,
      BucketLocation: region,
      ServerAddress: `s3.${region}.${dnsSuffix}`,
    },
  };
}

function texts(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(table(value)).map(([key, item]) => [key, String(item)]));
}

function table(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
