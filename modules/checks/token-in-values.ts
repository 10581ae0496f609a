import type { AccessModel } from "../access/model";
import type { ModelCheck, Observation } from "./rule";

export const tokenInValues: ModelCheck = {
  id: "token-in-values",
  of: "model",
  what: "A runner's token stands in a Secret, not in the values of its release.",
  why: "Values are in plans and in the state: whoever reads them registers a runner of their own and gets its jobs.",
  fix: "Name a Secret by runners.secret, and give the runner a new token.",
  example: ["# values of the chart", "runnerToken: glrt-EXAMPLE"].join("\n"),
  acceptable: true,
  judge,
};

function judge({ runners }: AccessModel): readonly Observation[] {
  return Object.entries(runners).flatMap(([key, { token }]): readonly Observation[] => {
    if (token !== "in values") return [];
    const message = "got a token in the values of the release, expected the name of a Secret";
    const fix = "name a Secret by runners.secret, and give the runner a new token";
    return [{ at: ["runners", key, "token"], severity: "error", message, fix }];
  });
}
