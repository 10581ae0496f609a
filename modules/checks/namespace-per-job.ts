import type { AccessModel } from "../access/model";
import { ownersOf } from "./overwrites";
import type { ModelCheck, Observation } from "./rule";

export const namespacePerJob: ModelCheck = {
  id: "namespace-per-job",
  of: "model",
  what: "A runner whose jobs have roles by pod identity runs them in namespaces that stay.",
  why: "Each job would have a namespace ci-job-ID of its own; an association names one exactly, so that no job gets a role.",
  fix: "Take out namespace_per_job.",
  example: ["[runners.kubernetes]", "namespace_per_job = true"].join("\n"),
  acceptable: false,
  judge,
};

function judge(model: AccessModel): readonly Observation[] {
  const { own } = ownersOf(model);
  return Object.entries(model.runners).flatMap(([key, runner]): readonly Observation[] => {
    if (!runner.namespacePerJob) return [];
    const pod = [...own(runner)].sort().find((each) => Object.hasOwn(model.associations, each));
    if (pod === undefined) return [];
    const message = `got a namespace for each job and an association of ${pod}, which no job can be, expected namespaces that stay`;
    const fix = "take out namespace_per_job";
    return [{ at: ["runners", key, "namespacePerJob"], severity: "error", message, fix }];
  });
}
