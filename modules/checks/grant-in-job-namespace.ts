import type { AccessModel, Binding } from "../access/model";
import type { ModelCheck, Observation } from "./rule";

export const grantInJobNamespace: ModelCheck = {
  id: "grant-in-job-namespace",
  of: "model",
  what: "No identity has Kubernetes permissions in a namespace of jobs or of a manager.",
  why: "The runner keeps the variables and registry credentials of running jobs in Secrets there, and who may start pods there is every ServiceAccount of it.",
  fix: "Let jobs work in a namespace where none runs.",
  example: ["identities:", "  i:", "    allow:", "      - { namespace: ci-docs, role: view } # where jobs run"].join(
    "\n",
  ),
  acceptable: true,
  judge,
};

/** Bindings in one of these namespaces; what one of the whole cluster reads there is what cluster-wide-secrets says. */
function judge({ runners, admission, bindings }: AccessModel): readonly Observation[] {
  const releases = Object.values(runners);
  const jobs = new Set([...Object.keys(admission), ...releases.map(({ defaultPod }) => namespaceOf(defaultPod))]);
  const managers = new Set(releases.map(({ managerServiceAccount }) => managerServiceAccount));
  const ofManagers = new Set(releases.map(({ managerServiceAccount }) => namespaceOf(managerServiceAccount)));
  return bindings.flatMap(({ subject, scope }: Binding, index): readonly Observation[] => {
    // A manager starts the pods of its jobs.
    if (scope === "cluster" || managers.has(subject)) return [];
    const { namespace } = scope;
    const kept = jobs.has(namespace)
      ? "where the Secrets of running jobs are"
      : ofManagers.has(namespace)
        ? "where the token of a runner is"
        : undefined;
    if (kept === undefined) return [];
    const message = `got permissions in ${namespace} for ${subject}, ${kept}`;
    const fix = "let it work in a namespace where no job runs";
    return [{ at: ["bindings", index], severity: "warning", about: namespace, message, fix }];
  });
}

function namespaceOf(pod: string): string {
  return pod.split("/")[0] ?? "";
}
