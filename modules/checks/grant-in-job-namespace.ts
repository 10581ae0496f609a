import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { type Problem, warning } from "../platform/problem";
import { kubernetesGrants } from "../platform/grants";

/** Kubernetes permissions where jobs run: the runner keeps variables and registry credentials of jobs in Secrets there. */
export function grantInJobNamespace({ runners, identities }: Platform): readonly Problem[] {
  const owners = new Map(
    runners.flatMap(({ key, namespaces, manager }) => [...namespaces, manager.namespace].map((n) => [n, key] as const)),
  );
  return identities.flatMap(kubernetesGrants).flatMap(({ scope, path }) => {
    const runner = scope === "cluster" ? undefined : owners.get(scope.namespace);
    if (scope === "cluster" || runner === undefined) return [];
    const message = `${pathText(path)}: got permissions in ${scope.namespace}, where runner ${runner} keeps the Secrets of its jobs`;
    return [warning("grant-in-job-namespace", { path }, message, "let jobs work in a namespace where none runs")];
  });
}
