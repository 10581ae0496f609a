import type { AccessModel, Binding } from "../access/model";
import { boundRules } from "../kubernetes/evaluate/bound-rules";
import type { PolicyRule } from "../kubernetes/rbac";
import type { ModelCheck, Observation } from "./rule";

export const clusterWideSecrets: ModelCheck = {
  id: "cluster-wide-secrets",
  of: "model",
  what: "Nobody reads the Secrets of the whole cluster, as ClusterRoles edit, admin and cluster-admin allow when bound to it.",
  why: "Among them are the tokens of runners, the variables of running jobs and what other teams keep.",
  fix: "Grant it in the namespaces whose Secrets are meant.",
  example: ["identities:", "  i:", "    allow: [{ cluster: true, role: edit }]"].join("\n"),
  acceptable: true,
  judge,
};

function judge({ bindings }: AccessModel): readonly Observation[] {
  return bindings.flatMap((binding, index): readonly Observation[] => {
    if (binding.scope !== "cluster") return [];
    const { rules } = boundRules(binding);
    const name = nameOf(binding);
    const at = ["bindings", index];
    const about = name;
    const fix = "grant it in the namespaces whose Secrets are meant";
    if ("unknown" in rules) {
      const message = `got ClusterRole ${name} in the whole cluster for ${binding.subject}: whether it reads Secrets cannot be told`;
      return [{ at, severity: "warning", about, message, fix: "list its rules, or grant it in a namespace" }];
    }
    if (!rules.some(readsSecrets)) return [];
    const message = `got ${"rules" in binding.grants ? "rules" : `ClusterRole ${name}`} by which ${binding.subject} reads the Secrets of all namespaces`;
    return [{ at, severity: "error", about, message, fix }];
  });
}

function nameOf({ grants }: Binding): string {
  return "rules" in grants ? "rules" : grants.clusterRole;
}

/** Also by name: a Secret of that name is read in every namespace. */
function readsSecrets({ apiGroups, resources, verbs }: PolicyRule): boolean {
  const has = (list: readonly string[], ...words: readonly string[]) =>
    list.includes("*") || words.some((word) => list.includes(word));
  return has(apiGroups, "") && has(resources, "secrets") && has(verbs, "get", "list", "watch");
}
