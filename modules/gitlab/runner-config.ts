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
  readonly jobs: {
    readonly image?: string;
    /** Patterns of what jobs may name besides; any where they are left out. */
    readonly images?: readonly string[];
    readonly services?: readonly string[];
    readonly cpu?: Amount;
    readonly memory?: Amount;
  };
  /** What else a job may choose of its pod, `key=value`. */
  readonly overwrites: {
    readonly nodeSelectors: readonly string[];
    readonly labels: readonly string[];
    readonly annotations: readonly string[];
  };
  readonly privileged: boolean;
  readonly hostMounts: readonly HostMount[];
  /** Whether its pods are to be such as the Pod Security level restricted admits. */
  readonly restricted: boolean;
  readonly nodes?: {
    readonly selector: Readonly<Record<string, string>>;
    readonly tolerations: Readonly<Record<string, string>>;
  };
  readonly cache?: { readonly bucketName: string; readonly prefix: string };
}

export interface HostMount {
  readonly path: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
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
  const { namespaces, jobs, cache, nodes, overwrites, hostMounts } = config;
  const kubernetes = {
    namespace: namespaces[0],
    namespace_overwrite_allowed: namespaces.length > 1 ? overwritePattern(namespaces) : "",
    service_account: config.defaultServiceAccount,
    service_account_overwrite_allowed: overwritePattern(config.serviceAccounts),
    bearer_token_overwrite_allowed: false,
    node_selector_overwrite_allowed: overwritePattern(overwrites.nodeSelectors),
    node_tolerations_overwrite_allowed: "",
    pod_labels_overwrite_allowed: overwritePattern(overwrites.labels),
    pod_annotations_overwrite_allowed: overwritePattern(overwrites.annotations),
    privileged: config.privileged,
    ...(nodes === undefined ? {} : { node_selector: nodes.selector, node_tolerations: nodes.tolerations }),
    ...(jobs.image === undefined ? {} : { image: jobs.image }),
    ...(jobs.images === undefined ? {} : { allowed_images: jobs.images }),
    ...(jobs.services === undefined ? {} : { allowed_services: jobs.services }),
    ...amount("cpu", jobs.cpu),
    ...amount("memory", jobs.memory),
    ...(config.restricted ? RESTRICTED : {}),
    ...(hostMounts.length === 0 ? {} : { volumes: { host_path: hostMounts.map(hostPath) } }),
  };
  const runner = {
    executor: "kubernetes",
    ...(config.restricted ? { environment: [HOME] } : {}),
    debug_trace_disabled: true,
    feature_flags: FEATURE_FLAGS,
    ...(cache === undefined ? {} : { cache: cacheTable(cache, config) }),
    kubernetes,
  };
  return `${stringify({ runners: [runner] }).trimEnd()}\n`;
}

/**
 * Feature flags that a job could set by a variable against who else runs here: what the configuration says goes before
 * variables. The others change nothing about whose pod it is, what it may do and how long.
 *
 * @see https://docs.gitlab.com/runner/configuration/feature-flags/
 */
const FEATURE_FLAGS = {
  // Off, a pod outlives its job where the manager is gone, with whatever its identity may do.
  FF_USE_POD_ACTIVE_DEADLINE_SECONDS: true,
  // On, the build container gets SYS_ADMIN, and what a job left behind is kept for another one (19.x).
  FF_SUSPENDABLE_ENVIRONMENTS: false,
};

/** Some user that is not root, whatever the image says. */
const USER = 1000;

/**
 * What pods need for the Pod Security level restricted, for each of their containers. The runner has a seccomp profile
 * since 18.11; an older one leaves it out, and the API server refuses the pod.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
const RESTRICTED = {
  allow_privilege_escalation: false,
  cap_drop: ["ALL"],
  pod_security_context: {
    run_as_non_root: true,
    run_as_user: USER,
    run_as_group: USER,
    fs_group: USER,
    seccomp_profile: { type: "RuntimeDefault" },
  },
};

/** A user that an image does not know has no home that it may write to, and Git writes its settings there. */
const HOME = "HOME=/tmp";

/** A runner's configuration as far as it decides about access. */
export interface ReadRunnerConfig {
  readonly namespace: string;
  readonly namespacePattern: string;
  readonly serviceAccount: string;
  readonly serviceAccountPattern: string;
  readonly bearerTokenOverwrite: boolean;
  readonly nodeSelectorPattern: string;
  readonly nodeTolerationPattern: string;
  readonly labelPattern: string;
  readonly annotationPattern: string;
  readonly privileged: boolean;
  readonly hostMounts: readonly HostMount[];
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly nodeTolerations: Readonly<Record<string, string>>;
  readonly namespacePerJob: boolean;
  readonly cache?: { readonly bucket: string; readonly prefix: string };
  /** Of jobs that name none. */
  readonly image?: string;
  /** Patterns of images that jobs may name besides, and of their services; left out where any. */
  readonly allowedImages?: readonly string[];
  readonly allowedServices?: readonly string[];
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
  const [images, services] = [list(kubernetes.allowed_images), list(kubernetes.allowed_services)];
  return {
    // What the runner does where nothing is set.
    namespace: text("namespace", "default"),
    serviceAccount: text("service_account", "default"),
    namespacePattern: text("namespace_overwrite_allowed", ""),
    serviceAccountPattern: text("service_account_overwrite_allowed", ""),
    bearerTokenOverwrite: kubernetes.bearer_token_overwrite_allowed === true,
    nodeSelectorPattern: text("node_selector_overwrite_allowed", ""),
    nodeTolerationPattern: text("node_tolerations_overwrite_allowed", ""),
    labelPattern: text("pod_labels_overwrite_allowed", ""),
    annotationPattern: text("pod_annotations_overwrite_allowed", ""),
    privileged: kubernetes.privileged === true,
    hostMounts: list(table(kubernetes.volumes).host_path).map(readHostPath),
    nodeSelector: texts(kubernetes.node_selector),
    nodeTolerations: texts(kubernetes.node_tolerations),
    namespacePerJob: kubernetes.namespace_per_job === true,
    ...(typeof bucket === "string"
      ? { cache: { bucket, prefix: typeof cache.Path === "string" ? `${cache.Path}/` : "" } }
      : {}),
    ...(typeof kubernetes.image === "string" ? { image: kubernetes.image } : {}),
    // An empty list is as none.
    ...(images.length === 0 ? {} : { allowedImages: images.map(String) }),
    ...(services.length === 0 ? {} : { allowedServices: services.map(String) }),
  };
}

/** What a configuration says besides what is read of it, amounts of CPU and memory apart. */
export function runnerConfigRest(toml: string): unknown {
  const { runners, ...rest } = table(parse(toml));
  const others = (Array.isArray(runners) ? (runners as unknown[]) : []).map((runner) => {
    const { kubernetes, ...own } = table(runner);
    const { volumes, ...settings } = table(kubernetes);
    const unread = Object.entries(settings).filter(([key]) => !READ.test(key));
    return { ...own, kubernetes: unread, volumes: volumesRest(volumes) };
  });
  return { ...rest, runners: others };
}

/** What a mount says besides what is read of it, and all other volumes. */
function volumesRest(volumes: unknown): unknown {
  const { host_path: mounts, ...others } = table(volumes);
  const more = list(mounts).map((mount) => Object.entries(table(mount)).filter(([key]) => !READ_OF_MOUNT.test(key)));
  return [others, more.filter((entries) => entries.length > 0)];
}

const READ_OF_MOUNT = /^(name|host_path|mount_path|read_only)$/;

const READ =
  /^((namespace|service_account|bearer_token|node_selector|node_tolerations|pod_labels|pod_annotations)_overwrite_allowed|namespace|service_account|privileged|node_selector|node_tolerations|namespace_per_job|allowed_images|allowed_services|(helper_|service_)?(cpu|memory|ephemeral_storage)_(request|limit)(_overwrite_max_allowed)?)$/;

/** A job's limit is the most it may ask for: without one it could use the whole node. */
function amount(resource: "cpu" | "memory", { request, max }: Amount = {}): Readonly<Record<string, string>> {
  return {
    ...(request === undefined ? {} : { [`${resource}_request`]: request }),
    ...(max === undefined ? {} : { [`${resource}_limit`]: max, [`${resource}_request_overwrite_max_allowed`]: max }),
  };
}

/** The name of a volume only tells it apart in its pod. */
function hostPath({ path, mountPath, readOnly }: HostMount, i: number) {
  return { name: `host-${String(i)}`, host_path: path, mount_path: mountPath, read_only: readOnly };
}

/** Without a path on the host, the runner takes the one in the container. */
function readHostPath(value: unknown): HostMount {
  const { host_path: path, mount_path: mountPath, read_only: readOnly } = table(value);
  const mounted = String(mountPath);
  return {
    path: typeof path === "string" && path !== "" ? path : mounted,
    mountPath: mounted,
    readOnly: readOnly === true,
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

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function table(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
