import type { AccessModel } from "../access/model";
import { conditionList } from "../iam/conditions";
import { hasWildcard } from "../iam/trusted";
import type { ModelCheck, Observation } from "./rule";
import { trustStatements } from "./trust-statements";

export const trustWildcard: ModelCheck = {
  id: "trust-wildcard",
  of: "model",
  what: "No trust policy compares text with a wildcard in it as it is.",
  why: "StringEquals takes * and ? for themselves: it never matches, and StringNotEquals always does.",
  fix: "Write StringLike, or the whole value.",
  example: ["Condition:", '  StringEquals: { "gitlab.com:sub": "project_path:acme/*" }'].join("\n"),
  acceptable: false,
  judge,
};

function judge(model: AccessModel): readonly Observation[] {
  return trustStatements(model).flatMap(({ statement, at }) =>
    conditionList(statement)
      .filter(({ operator }) => /String(Not)?Equals/.test(operator))
      .flatMap(({ operator, key, values }) =>
        values.filter(hasWildcard).map((value): Observation => {
          const never = operator.includes("Not") ? "which is never equal" : "which never matches";
          const message = `got "${value}" under ${operator} on ${key}, ${never}, expected a value without wildcards`;
          const like = operator.includes("Not") ? "StringNotLike" : "StringLike";
          return { at, severity: "error", message, fix: `write ${like}, or the whole value` };
        }),
      ),
  );
}
