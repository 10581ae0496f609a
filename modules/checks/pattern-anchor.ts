import type { AccessModel } from "../access/model";
import { overwrites } from "./overwrites";
import type { ModelCheck, Observation } from "./rule";

export const patternAnchor: ModelCheck = {
  id: "pattern-anchor",
  of: "model",
  what: "An overwrite pattern of a runner matches whole names only.",
  why: "The runner looks for a match anywhere: ci-.* also admits review-ci-apps, and ^a|b$ whatever begins with a.",
  fix: "Put all of it between anchors: ^(?:a|b)$.",
  example: ["[runners.kubernetes]", 'service_account_overwrite_allowed = "ci-.*"'].join("\n"),
  acceptable: true,
  judge,
};

function judge(model: AccessModel): readonly Observation[] {
  return overwrites(model).flatMap(({ key, patterns }) =>
    patterns.flatMap(({ name, pattern, read }): readonly Observation[] => {
      // What matches everything is a finding of pattern-everything.
      if ("problem" in read || read.anchored || read.everything) return [];
      const message = `got the pattern "${pattern}", which also matches a part of a name, expected whole names only`;
      const fix = "put all of it between anchors: ^(?:a|b)$";
      return [{ at: ["runners", key, name], severity: "error", about: pattern, message, fix }];
    }),
  );
}
