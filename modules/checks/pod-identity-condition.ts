import type { AccessModel } from "../access/model";
import { conditionList } from "../iam/conditions";
import { admitsPodIdentity, isNecessary } from "../iam/trusted";
import type { ModelCheck, Observation } from "./rule";
import { trustStatements } from "./trust-statements";

export const podIdentityCondition: ModelCheck = {
  id: "pod-identity-condition",
  of: "model",
  what: "A role for EKS Pod Identity names the cluster, the namespace and the ServiceAccount that it is for.",
  why: "Without them whoever may make an association, in any cluster of the account, gives the role to any pod.",
  fix: "Add conditions on aws:SourceArn and on the request tags kubernetes-namespace and kubernetes-service-account.",
  example: [
    "Effect: Allow",
    "Principal: { Service: pods.eks.amazonaws.com }",
    "Action: [sts:AssumeRole, sts:TagSession] # and no Condition",
  ].join("\n"),
  acceptable: true,
  judge,
};

/** What names a part of who it is for: one of the keys is enough. */
const PARTS = [
  {
    part: "cluster",
    keys: ["aws:SourceArn", "aws:RequestTag/eks-cluster-arn", "aws:RequestTag/eks-cluster-name"],
  },
  { part: "namespace", keys: ["aws:RequestTag/kubernetes-namespace"] },
  { part: "ServiceAccount", keys: ["aws:RequestTag/kubernetes-service-account"] },
] as const;

function judge(model: AccessModel): readonly Observation[] {
  return trustStatements(model).flatMap(({ role, statement, at }): readonly Observation[] => {
    if (!admitsPodIdentity(statement)) return [];
    const necessary = new Set(
      conditionList(statement)
        .filter(({ operator, values }) => isNecessary(operator) && values.every((value) => /[^*]/.test(value)))
        .map(({ key }) => key.toLowerCase()),
    );
    const missing = PARTS.filter(({ keys }) => !keys.some((key) => necessary.has(key.toLowerCase())));
    if (missing.length === 0) return [];
    const message = `got no condition on the ${missing.map(({ part }) => part).join(", the ")}, expected all of them: other pods may get role ${role} by an association`;
    const fix = `add conditions on ${missing.map(({ keys }) => keys[0]).join(", ")}`;
    return [{ at, severity: "warning", about: role, message, fix }];
  });
}
