import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";

/** Runners, jobs and workloads run in a cluster: one is declared. */
export function clusterMissing({ cluster, runners, identities }: Platform): readonly Problem[] {
  if (cluster !== undefined) return [];
  return [...runners, ...identities].map(({ path }) =>
    error(
      "cluster-missing",
      { path, part: "key" },
      `${pathText(path)}: runs in a cluster, expected one`,
      "declare cluster",
    ),
  );
}
