import type { AccessModel } from "../access/model";
import { LIMITS } from "../iam/limits";
import { overUse } from "./quota";
import type { ModelCheck, Observation } from "./rule";

export const associationCount: ModelCheck = {
  id: "association-count",
  of: "model",
  what: "A cluster has no more pod identity associations than EKS takes.",
  why: "EKS refuses the association that is one too many: 5,000 is fixed.",
  fix: "Use several clusters, or let jobs with the same permissions share an identity.",
  example: ["identities: {} # more than 5,000 of them, and caches, on one cluster"].join("\n"),
  acceptable: false,
  judge,
};

function judge({ associations }: AccessModel): readonly Observation[] {
  const use = { used: Object.keys(associations).length, limit: LIMITS.associationsPerCluster.value };
  const over = overUse(use, "pod identity associations");
  if (over === undefined) return [];
  const fix = "use several clusters, or let jobs with the same permissions share an identity";
  return [{ at: ["associations"], ...over, fix }];
}
