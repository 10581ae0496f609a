import { readChartValues } from "../gitlab/chart-values";
import { readRunnerConfig } from "../gitlab/runner-config";
import type { RunnerAccess } from "./model";
import { type Interpretation, listAt, type Resource, textAt } from "./resource";

/** Reads gitlab-runner releases down to the runner's own configuration. */
export function readRunners(resources: readonly Resource[]): Interpretation<Record<string, RunnerAccess>> {
  const found: Record<string, RunnerAccess> = {};
  const unread: string[] = [];
  for (const { type, address, values } of resources) {
    if (type !== "helm_release") continue;
    const namespace = textAt(values, "namespace");
    const name = textAt(values, "name");
    const runner = namespace === undefined ? undefined : runnerOf(namespace, listAt(values, "values"));
    if (namespace === undefined || name === undefined || runner === undefined) unread.push(address);
    else found[`${namespace}/${name}`] = runner;
  }
  return { found, unread };
}

function runnerOf(namespace: string, documents: readonly unknown[]): RunnerAccess | undefined {
  const [text, ...others] = documents;
  if (typeof text !== "string" || others.length > 0) return undefined;
  const values = readChartValues(parseJson(text));
  const config = values?.config === undefined ? undefined : readRunnerConfig(values.config);
  if (values === undefined || config === undefined) return undefined;
  return {
    gitlabUrl: values.gitlabUrl,
    token: values.token,
    managerServiceAccount: `${namespace}/${values.managerServiceAccount}`,
    defaultPod: `${config.namespace}/${config.serviceAccount}`,
    namespacePattern: config.namespacePattern,
    serviceAccountPattern: config.serviceAccountPattern,
    bearerTokenOverwrite: config.bearerTokenOverwrite,
    privileged: config.privileged,
    nodeSelector: config.nodeSelector,
    namespacePerJob: config.namespacePerJob,
    ...(config.cache === undefined ? {} : { cache: `${config.cache.bucket}/${config.cache.prefix}` }),
    ...(config.image === undefined ? {} : { image: config.image }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
