import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { type Problem, warning } from "../platform/problem";
import { kubernetesGrants } from "../platform/grants";
import type { DeclarationCheck } from "./rule";

export const grantInJobNamespace: DeclarationCheck = {
  id: "grant-in-job-namespace",
  of: "declaration",
  what: "No identity has Kubernetes permissions in a namespace of jobs or of a manager.",
  why: "The runner keeps the variables and registry credentials of running jobs in Secrets there, and who may start pods there is every ServiceAccount of it.",
  fix: "Let jobs work in a namespace where none runs.",
  example: ["identities:", "  i:", "    allow:", "      - { namespace: ci-docs, role: view } # where jobs run"].join(
    "\n",
  ),
  acceptable: true,
  judge,
};

function judge({ runners, identities }: Platform): readonly Problem[] {
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
