import { accountIdentities } from "../platform/accounts";
import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";

/** Runners, jobs and workloads run in a cluster: one is declared. */
export function clusterMissing({ cluster, runners, identities }: Platform): readonly Problem[] {
  if (cluster !== undefined) return [];
  // One is enough to say it: the fix is the same for all.
  return [...runners, ...accountIdentities(identities)]
    .slice(0, 1)
    .map(({ path }) =>
      error(
        "cluster-missing",
        { path, part: "key" },
        `${pathText(path)}: runs in a cluster, expected cluster to be declared`,
        "add cluster: { name: … }",
      ),
    );
}
