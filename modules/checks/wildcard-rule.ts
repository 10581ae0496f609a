import type { AccessModel } from "../access/model";
import type { PolicyRule } from "../kubernetes/rbac";
import { isEverything } from "./cluster-admin";
import { scopeName, scopeText } from "./binding-scope";
import type { ModelCheck, Observation } from "./rule";

export const wildcardRule: ModelCheck = {
  id: "wildcard-rule",
  of: "model",
  what: "No rule of Kubernetes has a wildcard for verbs, resources or API groups.",
  why: "It holds for what is installed later too, and among all verbs are those that make others: bind, escalate, impersonate.",
  fix: "List the verbs, resources and groups.",
  example: [
    "identities:",
    "  i:",
    "    allow:",
    '      - { namespace: docs, rules: [{ apiGroups: [apps], resources: [deployments], verbs: ["*"] }] }',
  ].join("\n"),
  acceptable: true,
  judge,
};

/** What is everything is a finding of cluster-admin. */
function judge({ bindings }: AccessModel): readonly Observation[] {
  return bindings.flatMap(({ subject, scope, grants }, index) => {
    if (!("rules" in grants)) return [];
    return grants.rules.flatMap((rule): readonly Observation[] => {
      const wild = wildcards(rule);
      if (wild.length === 0 || isEverything(rule)) return [];
      const about = `${ruleText(rule)} in ${scopeName(scope)}`;
      const message = `got every ${wild.join(" and every ")} in ${ruleText(rule)} ${scopeText(scope)} for ${subject}`;
      const severity = scope === "cluster" ? "error" : "warning";
      const fix = `list the ${wild.map((word) => `${word}s`).join(" and ")}`;
      return [{ at: ["bindings", index], severity, about, message, fix }];
    });
  });
}

/** What of a rule is everything. Paths end in a wildcard as a matter of course; all of them is one. */
function wildcards({ verbs, resources, apiGroups, nonResourceURLs }: PolicyRule): readonly string[] {
  return [
    ...(verbs.includes("*") ? ["verb"] : []),
    ...(resources.some((resource) => resource === "*" || resource.startsWith("*/")) ? ["resource"] : []),
    ...(apiGroups.includes("*") ? ["group"] : []),
    ...(nonResourceURLs.some((url) => url === "*" || url === "/*") ? ["URL"] : []),
  ];
}

/** `get,list pods,secrets` */
function ruleText({ verbs, resources, nonResourceURLs, apiGroups }: PolicyRule): string {
  const groups = apiGroups.filter((group) => group !== "");
  const named = resources.length === 0 ? nonResourceURLs : resources;
  return `${verbs.join(",")} ${named.join(",")}${groups.length === 0 ? "" : `.${groups.join(",")}`}`;
}
