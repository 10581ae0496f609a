import type { AccessModel } from "../access/model";
import { wildcard } from "../iam/wildcard";
import type { ModelCheck, Observation } from "./rule";

export const podIdentityFargate: ModelCheck = {
  id: "pod-identity-fargate",
  of: "model",
  what: "No ServiceAccount whose pods run on Fargate gets its role by EKS Pod Identity.",
  why: "Fargate runs no agent: the pods get no credentials.",
  fix: "Run them on nodes, or give them their role by IRSA.",
  example: [
    "# aws_eks_fargate_profile",
    "selector: [{ namespace: ci-docs }] # where ci-docs/build has an association",
  ].join("\n"),
  acceptable: false,
  judge,
};

function judge({ associations, fargateNamespaces }: AccessModel): readonly Observation[] {
  // @see https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html#fargate-profile-wildcards
  const selectors = fargateNamespaces.map((selector) => ({ selector, matches: wildcard(selector) }));
  const selected = new Map<string, string | undefined>();
  return Object.keys(associations).flatMap((pod): readonly Observation[] => {
    const [namespace = ""] = pod.split("/");
    if (!selected.has(namespace)) {
      selected.set(namespace, selectors.find(({ matches }) => matches.test(namespace))?.selector);
    }
    const selector = selected.get(namespace);
    if (selector === undefined) return [];
    const message = `got an association of ${pod}, whose pods run on Fargate by the selector "${selector}", expected nodes`;
    const fix = "run them on nodes, or give them their role by IRSA";
    return [{ at: ["associations", pod], severity: "error", message, fix }];
  });
}
