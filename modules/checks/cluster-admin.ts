import type { AccessModel, Binding } from "../access/model";
import type { PolicyRule } from "../kubernetes/rbac";
import { scopeName, scopeText } from "./binding-scope";
import type { ModelCheck, Observation } from "./rule";

export const clusterAdmin: ModelCheck = {
  id: "cluster-admin",
  of: "model",
  what: "No job and no workload may do everything in Kubernetes: by cluster-admin, by admin in the whole cluster, or by a rule of wildcards.",
  why: "It can read every Secret and be every ServiceAccount, those of other jobs and the roles of AWS that they have included.",
  fix: "Grant verbs on resources in the namespaces that the job works in.",
  example: ["identities:", "  i:", "    allow: [{ cluster: true, role: cluster-admin }]"].join("\n"),
  acceptable: true,
  judge,
};

function judge({ bindings }: AccessModel): readonly Observation[] {
  return bindings.flatMap((binding, index): readonly Observation[] => {
    const { subject, scope } = binding;
    const got = everythingBy(binding);
    if (got === undefined) return [];
    const message = `got ${got} ${scopeText(scope)} for ${subject}, which allows everything there, expected what it does`;
    const fix = "grant verbs on resources, in the namespaces that it works in";
    const severity = scope === "cluster" ? "error" : "warning";
    return [{ at: ["bindings", index], severity, about: scopeName(scope), message, fix }];
  });
}

/** What a binding allows everything by. Within a namespace admin is meant for those who own it. */
function everythingBy({ scope, grants }: Binding): string | undefined {
  if ("rules" in grants) return grants.rules.some(isEverything) ? "a rule of wildcards" : undefined;
  const { clusterRole } = grants;
  const whole = clusterRole === "cluster-admin" || (clusterRole === "admin" && scope === "cluster");
  return whole ? `ClusterRole ${clusterRole}` : undefined;
}

/** Whether a rule is that of cluster-admin. */
export function isEverything({ apiGroups, resources, verbs }: PolicyRule): boolean {
  return verbs.includes("*") && resources.includes("*") && apiGroups.includes("*");
}
