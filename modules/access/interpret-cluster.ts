import type { Known } from "./model";
import { at, type Interpretation, listAt, type Resource, textAt } from "./resource";

/** Whether the add-on of EKS Pod Identity is made here; undefined where it is not. */
export function readPodIdentityAgent(resources: readonly Resource[]): Known<boolean> | undefined {
  const names = resources.filter(({ type }) => type === "aws_eks_addon").map(({ values }) => at(values, "addon_name"));
  if (names.includes(POD_IDENTITY_AGENT)) return { value: true };
  return names.every((name) => typeof name === "string") ? undefined : { unknown: "an add-on whose name is not known" };
}

export const POD_IDENTITY_AGENT = "eks-pod-identity-agent";

/** Reads the namespaces of Fargate profiles. */
export function readFargateNamespaces(resources: readonly Resource[]): Interpretation<readonly string[]> {
  const found: string[] = [];
  const unread: string[] = [];
  for (const { type, address, values } of resources) {
    if (type !== "aws_eks_fargate_profile") continue;
    const namespaces = listAt(values, "selector").map((selector) => textAt(selector, "namespace"));
    found.push(...namespaces.filter((namespace) => namespace !== undefined));
    if (namespaces.includes(undefined)) unread.push(address);
  }
  return { found: [...new Set(found)], unread };
}
