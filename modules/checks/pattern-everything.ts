import type { AccessModel } from "../access/model";
import { overwrites } from "./overwrites";
import type { ModelCheck, Observation } from "./rule";

export const patternEverything: ModelCheck = {
  id: "pattern-everything",
  of: "model",
  what: "No overwrite pattern of a runner matches every name.",
  why: "Every job may then be every ServiceAccount there, also those that come later, or choose any node, label, annotation.",
  fix: "List the names: ^(?:a|b)$.",
  example: ["[runners.kubernetes]", 'service_account_overwrite_allowed = ".*"'].join("\n"),
  acceptable: true,
  judge,
};

function judge(model: AccessModel): readonly Observation[] {
  return overwrites(model).flatMap(({ key, patterns }) =>
    patterns.flatMap(({ name, pattern, read }): readonly Observation[] => {
      if ("problem" in read || !read.everything) return [];
      const message = `got the pattern "${pattern}", which matches every name, expected the names that jobs may choose`;
      const fix = "list the names: ^(?:a|b)$";
      return [{ at: ["runners", key, name], severity: "error", about: pattern, message, fix }];
    }),
  );
}
