import type { AccessModel, Pod } from "../access/model";
import { type Resource, textAt } from "../access/resource";

/** Ids of associations by their pod, as terraform import takes them. */
export function associationIds(resources: readonly Resource[]): ReadonlyMap<string, string> {
  return new Map(
    resources.flatMap(({ type, values }) => {
      if (type !== "aws_eks_pod_identity_association") return [];
      const [cluster, id] = [textAt(values, "cluster_name"), textAt(values, "association_id")];
      const pod = `${textAt(values, "namespace") ?? ""}/${textAt(values, "service_account") ?? ""}`;
      return cluster === undefined || id === undefined ? [] : [[pod, `${cluster},${id}`] as const];
    }),
  );
}

/**
 * What the first apply takes over for an identity: its id by its address.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_pod_identity_association#import
 */
export function importsOf(
  key: string,
  role: string,
  pod: Pod,
  { pods }: AccessModel,
  associations: ReadonlyMap<string, string>,
): readonly (readonly [string, string])[] {
  const association = associations.get(pod);
  return [
    [`aws_iam_role.${key}`, role],
    ...(association === undefined ? [] : [[`aws_eks_pod_identity_association.${key}`, association] as const]),
    ...(Object.hasOwn(pods, pod) ? [[`kubernetes_service_account_v1.${key}`, pod] as const] : []),
  ];
}

const ADOPTED_BY: Readonly<Record<string, string>> = {
  aws_iam_role: "name",
  aws_iam_role_policy: "role",
  aws_iam_role_policy_attachment: "role",
  aws_iam_role_policies_exclusive: "role_name",
  aws_iam_role_policy_attachments_exclusive: "role_name",
};

/** Addresses of what is proposed, in the state that has it now. */
export function adoptedAddresses(
  resources: readonly Resource[],
  proposed: readonly { readonly role: string; readonly pod: Pod }[],
): readonly string[] {
  const roles = new Set(proposed.map(({ role }) => role));
  const pods = new Set<string>(proposed.map(({ pod }) => pod));
  return resources.flatMap(({ type, address, values }) => {
    const argument = ADOPTED_BY[type];
    const role = argument === undefined ? undefined : textAt(values, argument);
    const pod =
      type === "aws_eks_pod_identity_association"
        ? `${textAt(values, "namespace") ?? ""}/${textAt(values, "service_account") ?? ""}`
        : type.startsWith("kubernetes_service_account")
          ? `${textAt(values, "metadata", "namespace") ?? ""}/${textAt(values, "metadata", "name") ?? ""}`
          : "";
    return (role !== undefined && roles.has(role)) || pods.has(pod) ? [address] : [];
  });
}
