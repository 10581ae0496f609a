import type { AccessModel } from "../access/model";
import type { ModelCheck, Observation } from "./rule";

export const trustUnknown: ModelCheck = {
  id: "trust-unknown",
  of: "model",
  what: "It can be told who may assume each role.",
  why: "A trust policy that is not known, or a role that is made elsewhere, may let in anyone.",
  fix: "Make the role and its trust policy here, of values that are known before they are applied.",
  example: ["# aws_eks_pod_identity_association", 'role_arn: "arn:aws:iam::111122223333:role/made-elsewhere"'].join(
    "\n",
  ),
  acceptable: true,
  judge,
};

function judge({ roles, associations }: AccessModel): readonly Observation[] {
  const fix = "make the role and its trust policy here, of values that are known";
  const unknown = Object.entries(roles).flatMap(([role, { trust }]): readonly Observation[] => {
    if (!("unknown" in trust)) return [];
    const message = `got ${trust.unknown}, expected a trust policy: who may assume role ${role} cannot be told`;
    return [{ at: ["roles", role, "trust"], severity: "warning", about: role, message, fix }];
  });
  const elsewhere = Object.entries(associations).flatMap(([pod, role]): readonly Observation[] => {
    if (Object.hasOwn(roles, role)) return [];
    const message = `got role ${role}, which is made elsewhere: who may assume it cannot be told`;
    return [{ at: ["associations", pod], severity: "warning", about: role, message, fix }];
  });
  return [...unknown, ...elsewhere];
}
