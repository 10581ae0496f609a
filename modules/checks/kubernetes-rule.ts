import type { PolicyRule } from "../kubernetes/rbac";
import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import { kubernetesGrants } from "../platform/grants";
import type { DeclarationCheck } from "./rule";

export const kubernetesRule: DeclarationCheck = {
  id: "kubernetes-rule",
  of: "declaration",
  what: "A rule is about resources or about non-resource URLs, the latter only in the whole cluster, in the words of the API server.",
  why: "The API server refuses the role, or the rule grants nothing.",
  fix: "Make it two rules, grant URLs in the whole cluster, write verbs and resources in lower case and groups without a version.",
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
    return grants.rules.flatMap((rule, i) => {
      const { resources, resourceNames, nonResourceURLs } = rule;
      const at = [...path, "rules", i];
      const wrong = (got: string, expected: string, fix: string) => [
        error("kubernetes-rule", { path: at }, `${pathText(at)}: got ${got}, expected ${expected}`, fix),
      ];
      if (nonResourceURLs.length === 0) {
        return resources.length > 0
          ? strangeWords(rule).flatMap(({ got, expected }) => wrong(got, expected, `write ${expected}`))
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

/** Words that no API server knows: RBAC compares them as they are, case and all. */
function strangeWords({ apiGroups, resources, verbs }: PolicyRule): readonly { got: string; expected: string }[] {
  const plain = (what: string, words: readonly string[]) =>
    words
      .filter((word) => word !== word.toLowerCase() || /\s/.test(word))
      .map((word) => ({ got: `the ${what} "${word}"`, expected: `"${word.toLowerCase().replace(/\s+/g, "")}"` }));
  const versions = apiGroups
    .filter((group) => group.includes("/") || /^v\d+$/.test(group))
    .map((group) => ({ got: `the group "${group}"`, expected: `"${/^(.*)\//.exec(group)?.[1] ?? ""}"` }));
  return [...versions, ...plain("group", apiGroups), ...plain("resource", resources), ...plain("verb", verbs)];
}
