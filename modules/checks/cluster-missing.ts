import { accountIdentities } from "../platform/accounts";
import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import type { DeclarationCheck } from "./rule";

export const clusterMissing: DeclarationCheck = {
  id: "cluster-missing",
  of: "declaration",
  what: "Runners, jobs and workloads have a cluster to run in.",
  why: "There is nothing to associate a role with.",
  fix: "Declare cluster.",
  example: ["runners:", "  docs: { namespace: ci-docs } # and no cluster"].join("\n"),
  acceptable: false,
  judge,
};

function judge({ cluster, runners, identities }: Platform): readonly Problem[] {
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
