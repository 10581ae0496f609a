import type { AccessModel } from "../access/model";
import type { ModelCheck, Observation } from "./rule";

export const podIdentityAgent: ModelCheck = {
  id: "pod-identity-agent",
  of: "model",
  what: "A cluster with pod identity associations has the EKS Pod Identity agent.",
  why: "Without the agent on its node no pod gets credentials.",
  fix: "Install the add-on eks-pod-identity-agent: cluster.podIdentityAgent: install.",
  example: ["cluster: { name: c, podIdentityAgent: present } # where it is not"].join("\n"),
  acceptable: false,
  judge,
};

function judge({ associations, podIdentityAgent: agent }: AccessModel): readonly Observation[] {
  // What is not known here was declared: `present`.
  if (Object.keys(associations).length === 0 || "unknown" in agent || agent.value) return [];
  const message = "got associations and no agent, expected the add-on eks-pod-identity-agent";
  return [{ at: ["podIdentityAgent"], severity: "error", message, fix: "set cluster.podIdentityAgent to install" }];
}
