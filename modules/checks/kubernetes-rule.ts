import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import { kubernetesGrants } from "../platform/grants";
import type { DeclarationCheck } from "./rule";

export const kubernetesRule: DeclarationCheck = {
  id: "kubernetes-rule",
  of: "declaration",
  what: "A rule is about resources or about non-resource URLs, and the latter only in the whole cluster.",
  why: "The API server refuses the role, or the rule grants nothing.",
  fix: "Make it two rules, or grant URLs in the whole cluster.",
  example: [
    "identities:",
    "  i:",
    "    allow:",
    "      - { namespace: docs, rules: [{ nonResourceURLs: [/metrics], verbs: [get] }] }",
  ].join("\n"),
  acceptable: false,
  judge,
};

function judge({ identities }: Platform): readonly Problem[] {
  return identities.flatMap(kubernetesGrants).flatMap(({ scope, grants, path }) => {
    if (!("rules" in grants)) return [];
    return grants.rules.flatMap(({ resources, resourceNames, nonResourceURLs }, i) => {
      const at = [...path, "rules", i];
      const wrong = (got: string, expected: string, fix: string) => [
        error("kubernetes-rule", { path: at }, `${pathText(at)}: got ${got}, expected ${expected}`, fix),
      ];
      if (nonResourceURLs.length === 0) {
        return resources.length > 0
          ? []
          : wrong("neither resources nor nonResourceURLs", "one of them", "add resources");
      }
      if (resources.length > 0 || resourceNames.length > 0) {
        return wrong("resources and nonResourceURLs together", "one of them", "make it two rules");
      }
      if (scope === "cluster") return [];
      return wrong("nonResourceURLs in a namespace", "them in the whole cluster only", "write cluster: true");
    });
  });
}
