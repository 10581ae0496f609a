import { escapeTpl, unescapeTpl } from "./tpl";

/** The published chart of gitlab-runner 18.9. @see https://charts.gitlab.io */
export const DEFAULT_CHART = { repository: "https://charts.gitlab.io", version: "0.86.0" } as const;

/**
 * Whether the runner of a published chart gives its pods a seccomp profile: since 18.11, which is the chart 0.88.0. A
 * version that is none, such as a range, counts as no.
 *
 * @see https://gitlab.com/gitlab-org/gitlab-runner/-/merge_requests/6512
 */
export function hasSeccompProfile(version: string): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)\.\d+$/.exec(version) ?? [];
  return major !== undefined && minor !== undefined && (Number(major) > 0 || Number(minor) >= 88);
}

/** What the chart is told. */
export interface ChartInput {
  readonly gitlabUrl: string;
  readonly concurrent: number;
  /** Secret with the keys `runner-token` and `runner-registration-token`, in the release's namespace. */
  readonly tokenSecret: string;
  readonly managerServiceAccount: string;
  readonly jobNamespace: string;
  /** The runner's configuration template, TOML. */
  readonly config: string;
  readonly release: string;
}

/**
 * Values of the gitlab-runner chart. It makes no RBAC (its own would allow everything in the namespace) and no
 * ServiceAccount: both are ours. Unregistering stays off, since with a `glrt-` token it would delete the runner in GitLab.
 *
 * @see https://gitlab.com/gitlab-org/charts/gitlab-runner/-/blob/main/values.yaml
 */
export function chartValues(input: ChartInput) {
  return {
    fullnameOverride: input.release,
    gitlabUrl: input.gitlabUrl,
    concurrent: input.concurrent,
    unregisterRunners: false,
    // A manager that is replaced lets its jobs finish.
    terminationGracePeriodSeconds: 3600,
    rbac: { create: false },
    serviceAccount: { create: false, name: input.managerServiceAccount },
    runners: {
      executor: "kubernetes",
      secret: input.tokenSecret,
      jobNamespace: input.jobNamespace,
      config: escapeTpl(input.config),
    },
  };
}

/** Chart values as far as they decide about access. */
export interface ReadChartValues {
  readonly gitlabUrl: string;
  /** Where the runner's token is: in a Secret, or in the values themselves. */
  readonly token: { readonly secret: string } | "in values";
  /** Left out where the chart's own default decides. */
  readonly managerServiceAccount?: string;
  /** As the chart renders it; undefined when it holds templates whose outcome is not known. */
  readonly config: string | undefined;
  /** Whether this is all that decides: the chart makes no RBAC, no ServiceAccount and no objects of others. */
  readonly complete: boolean;
}

/** Reads chart values; undefined for what is not of this chart, or has no token at all. */
export function readChartValues(values: unknown): ReadChartValues | undefined {
  const { gitlabUrl, runnerToken, runnerRegistrationToken, rbac, serviceAccount, runners, extraObjects } =
    record(values);
  const { create, name } = record(serviceAccount);
  const { secret, config } = record(runners);
  const inValues = [runnerToken, runnerRegistrationToken, record(runners).token].some(
    (token) => token !== undefined && token !== "",
  );
  const token = inValues ? ("in values" as const) : typeof secret === "string" ? { secret } : undefined;
  if (typeof gitlabUrl !== "string" || token === undefined) return undefined;
  const named = typeof name === "string" && name !== "";
  const extra = Array.isArray(extraObjects) ? extraObjects.length > 0 : extraObjects !== undefined;
  return {
    gitlabUrl,
    token,
    ...(named ? { managerServiceAccount: name } : {}),
    config: typeof config === "string" ? unescapeTpl(config) : undefined,
    complete: record(rbac).create === false && create === false && named && !extra,
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
