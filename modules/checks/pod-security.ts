import { hasSeccompProfile } from "../gitlab/chart-values";
import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import type { DeclarationCheck } from "./rule";

export const podSecurity: DeclarationCheck = {
  id: "pod-security",
  of: "declaration",
  what: "The Pod Security level of a runner's namespaces admits the pods of its jobs.",
  why: "The API server refuses every pod of the runner.",
  fix: "Leave podSecurity out where jobs are privileged or see directories of nodes; for restricted, name a chart from 0.88.0.",
  example: ["runners:", "  docs: { podSecurity: restricted } # with the chart that is the default"].join("\n"),
  acceptable: false,
  judge,
};

function judge({ runners }: Platform): readonly Problem[] {
  return runners.flatMap(({ path, podSecurity: level, privileged, hostMounts, chart }) => {
    if (level === undefined) return [];
    const at = [...path, "podSecurity"];
    const wrong = (got: string, expected: string, fix: string) => [
      error("pod-security", { path: at }, `${pathText(at)}: got "${level}" ${got}, expected ${expected}`, fix),
    ];
    const weak = privileged !== undefined ? "privileged" : hostMounts.length > 0 ? "hostMounts" : undefined;
    if (weak !== undefined) return wrong(`beside ${weak}`, "one of them", `leave out podSecurity or ${weak}`);
    // What a chart on disk holds is not known here; a pod without a profile is refused.
    if (level !== "restricted" || chart.kind === "path" || hasSeccompProfile(chart.version)) return [];
    const expected = "0.88.0 or later (gitlab-runner 18.11), by which pods have the seccomp profile that it asks for";
    return wrong(`with the chart ${chart.version}`, expected, "name a later one: chart: { repository, version }");
  });
}
