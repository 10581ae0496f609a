import type { AccessModel } from "../access/model";
import { admitsPodIdentity, isAbout, POD_IDENTITY } from "../iam/trusted";
import type { ModelCheck, Observation } from "./rule";

export const podIdentityTrust: ModelCheck = {
  id: "pod-identity-trust",
  of: "model",
  what: "A role that a ServiceAccount is associated with lets in EKS Pod Identity.",
  why: "EKS refuses the association, or pods get no credentials: it assumes the role and tags the session.",
  fix: "Allow pods.eks.amazonaws.com both sts:AssumeRole and sts:TagSession.",
  example: [
    "Effect: Allow",
    "Principal: { Service: pods.eks.amazonaws.com }",
    "Action: sts:AssumeRole # and no sts:TagSession",
  ].join("\n"),
  acceptable: false,
  judge,
};

function judge({ roles, associations }: AccessModel): readonly Observation[] {
  return [...new Set(Object.values(associations))].sort().flatMap((role): readonly Observation[] => {
    const trust = Object.hasOwn(roles, role) ? roles[role]?.trust : undefined;
    if (trust === undefined || "unknown" in trust) return [];
    const admitting = trust.value.filter(admitsPodIdentity);
    const at = ["roles", role, "trust"];
    if (admitting.length === 0) {
      const message = `got a trust policy without ${POD_IDENTITY}, expected it: a ServiceAccount is associated with the role`;
      return [{ at, severity: "error", message, fix: `allow ${POD_IDENTITY} ${NEEDED.join(" and ")}` }];
    }
    const missing = NEEDED.filter((action) => !admitting.some((statement) => isAbout(statement, action)));
    if (missing.length === 0) return [];
    const message = `got a trust policy that does not allow ${POD_IDENTITY} ${missing.join(" and ")}, expected ${NEEDED.join(" and ")}`;
    return [{ at, severity: "error", message, fix: `add ${missing.join(" and ")}` }];
  });
}

/** @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html */
const NEEDED = ["sts:AssumeRole", "sts:TagSession"];
