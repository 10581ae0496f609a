import type { AccessModel } from "../access/model";
import { overwrites } from "./overwrites";
import type { ModelCheck, Observation } from "./rule";

export const patternSyntax: ModelCheck = {
  id: "pattern-syntax",
  of: "model",
  what: "An overwrite pattern of a runner is a regular expression of Go.",
  why: "The runner starts with one that is not; each job that sets the variable then fails.",
  fix: "Write it without look-around and back references, which RE2 does not have.",
  example: ["[runners.kubernetes]", 'service_account_overwrite_allowed = "^(?!admin)"'].join("\n"),
  acceptable: false,
  judge,
};

function judge(model: AccessModel): readonly Observation[] {
  return overwrites(model).flatMap(({ key, patterns }) =>
    patterns.flatMap(({ name, pattern, read }): readonly Observation[] => {
      if (!("problem" in read)) return [];
      const message = `got the pattern "${pattern}", expected a regular expression of Go: ${read.problem}`;
      const fix = "list the names: ^(?:a|b)$";
      return [{ at: ["runners", key, name], severity: "error", message, fix }];
    }),
  );
}
