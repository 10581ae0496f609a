import { parse } from "yaml";
import { type ReadChartValues, readChartValues } from "../gitlab/chart-values";
import { readRunnerConfig, runnerConfigRest } from "../gitlab/runner-config";
import { NOT_KNOWN } from "./interpret-kubernetes";
import type { RunnerAccess } from "./model";
import { type Interpretation, listAt, type Resource, textAt } from "./resource";

/**
 * Reads gitlab-runner releases down to the runner's own configuration. One whose chart makes more than that is read, and
 * unread as well.
 */
export function readRunners(resources: readonly Resource[]): Interpretation<Record<string, RunnerAccess>> {
  const found: Record<string, RunnerAccess> = {};
  const unread: string[] = [];
  for (const { type, address, values } of resources) {
    if (type !== "helm_release") continue;
    const namespace = textAt(values, "namespace");
    const name = textAt(values, "name");
    const given = SET.some((block) => listAt(values, block).length > 0)
      ? undefined
      : readValues(listAt(values, "values"));
    const chart = readChartValues(given);
    const runner = namespace === undefined || chart === undefined ? undefined : runnerOf(namespace, chart);
    if (namespace !== undefined && name !== undefined && runner !== undefined) found[`${namespace}/${name}`] = runner;
    if (name === undefined || runner === undefined || chart?.complete !== true) unread.push(address);
  }
  return { found, unread };
}

/** Arguments that change single values after the documents: some hide what they set. */
const SET = ["set", "set_list", "set_sensitive", "set_wo"];

function runnerOf(namespace: string, values: ReadChartValues): RunnerAccess | undefined {
  const config = values.config === undefined ? undefined : readRunnerConfig(values.config);
  if (config === undefined) return undefined;
  return {
    gitlabUrl: values.gitlabUrl,
    token: values.token,
    managerServiceAccount: `${namespace}/${values.managerServiceAccount ?? NOT_KNOWN}`,
    defaultPod: `${config.namespace}/${config.serviceAccount}`,
    namespacePattern: config.namespacePattern,
    serviceAccountPattern: config.serviceAccountPattern,
    bearerTokenOverwrite: config.bearerTokenOverwrite,
    nodeSelectorPattern: config.nodeSelectorPattern,
    nodeTolerationPattern: config.nodeTolerationPattern,
    labelPattern: config.labelPattern,
    annotationPattern: config.annotationPattern,
    privileged: config.privileged,
    hostMounts: config.hostMounts,
    nodeSelector: config.nodeSelector,
    nodeTolerations: config.nodeTolerations,
    namespacePerJob: config.namespacePerJob,
    ...(config.cache === undefined ? {} : { cache: `${config.cache.bucket}/${config.cache.prefix}` }),
    ...(config.image === undefined ? {} : { image: config.image }),
    ...(config.allowedImages === undefined ? {} : { allowedImages: config.allowedImages }),
    ...(config.allowedServices === undefined ? {} : { allowedServices: config.allowedServices }),
  };
}

/**
 * What the values of a release say besides what is read of them: in it are volumes of the host, scripts that run before
 * jobs, and whatever else charts and runners take. Amounts of CPU and memory are left out.
 */
export function releaseRest({ values }: Resource): unknown {
  const given = readValues(listAt(values, "values"));
  const chart = readChartValues(given);
  if (!isMap(given) || chart?.config === undefined) return given;
  const runners = isMap(given.runners) ? given.runners : {};
  return {
    ...without(given, ["runners", "gitlabUrl", "concurrent", "checkInterval", "logLevel"]),
    runners: without(runners, ["config", "secret"]),
    config: runnerConfigRest(chart.config),
  };
}

/** Documents of values, the later ones over the earlier ones, as Helm merges them; undefined where one is not known. */
function readValues(documents: readonly unknown[]): unknown {
  let merged: unknown = {};
  for (const text of documents) {
    const values = typeof text === "string" ? parseValues(text) : undefined;
    if (values === undefined) return undefined;
    merged = over(merged, values ?? {});
  }
  return merged;
}

/** JSON is what this app writes, and quicker to read; Helm takes YAML 1.1. */
function parseValues(text: string): unknown {
  try {
    return text.startsWith("{") ? JSON.parse(text) : parse(text, YAML);
  } catch {
    try {
      return parse(text, YAML);
    } catch {
      return undefined;
    }
  }
}

const YAML = { version: "1.1", merge: true, logLevel: "error" } as const;

/** Maps merge, anything else is replaced, and null takes a value away. */
function over(before: unknown, after: unknown): unknown {
  if (!isMap(before) || !isMap(after)) return after;
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const entries = [...keys].map((key) => [
    key,
    Object.hasOwn(after, key) ? over(before[key], after[key]) : before[key],
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== null)) as unknown;
}

function without(map: Readonly<Record<string, unknown>>, keys: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
