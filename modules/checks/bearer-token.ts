import type { AccessModel } from "../access/model";
import type { ModelCheck, Observation } from "./rule";

export const bearerToken: ModelCheck = {
  id: "bearer-token",
  of: "model",
  what: "No job brings a Kubernetes token of its own.",
  why: "The runner would start its pod with that token: as whom, and where, its patterns no longer decide.",
  fix: "Set bearer_token_overwrite_allowed to false.",
  example: ["[runners.kubernetes]", "bearer_token_overwrite_allowed = true"].join("\n"),
  acceptable: true,
  judge,
};

function judge({ runners }: AccessModel): readonly Observation[] {
  return Object.entries(runners).flatMap(([key, { bearerTokenOverwrite }]): readonly Observation[] => {
    if (!bearerTokenOverwrite) return [];
    const message = "got bearer_token_overwrite_allowed, expected jobs to be started by the manager's own token";
    const fix = "set it to false";
    return [{ at: ["runners", key, "bearerTokenOverwrite"], severity: "error", message, fix }];
  });
}
