import type { AccessModel } from "../model";
import type { Place } from "./graph";
import type { Held } from "./kubernetes-edges";

/** Roles that EKS lets into a cluster, with what its access policies give them. */
export function entryBindings({ clusters, roles }: AccessModel): readonly {
  readonly place: Place;
  readonly held: readonly Held[];
}[] {
  return Object.entries(clusters).flatMap(([cluster, { entries }]) =>
    Object.entries(entries).flatMap(([principal, own]) => {
      const name = principal.split("/").at(-1) ?? principal;
      if (!principal.includes(":role/") || !Object.hasOwn(roles, name)) return [];
      const at = ["clusters", cluster, "entries", principal];
      const held = own.flatMap((entry, index): readonly Held[] => {
        if ("groups" in entry) {
          return [{ binding: { scope: "cluster", grants: { clusterRole: groupsText(entry.groups) } }, at }];
        }
        const grants = { clusterRole: clusterRoleOf(entry.policy) };
        const scopes =
          entry.namespaces.length === 0 ? (["cluster"] as const) : entry.namespaces.map((namespace) => ({ namespace }));
        return scopes.map((scope) => ({ binding: { scope, grants }, at: [...at, index] }));
      });
      return [{ place: { kind: "role", name } as const, held }];
    }),
  );
}

/** No ClusterRole has such a name: what is bound to groups is not known. */
function groupsText(groups: readonly string[]): string {
  return `(whatever is bound to ${groups.join(", ")})`;
}

/**
 * The ClusterRole that one of EKS's access policies is like; others are not known.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
 */
function clusterRoleOf(policy: string): string {
  const name = policy.split("/").at(-1) ?? policy;
  return ALIKE[name] ?? name;
}

const ALIKE: Readonly<Record<string, string>> = {
  AmazonEKSAdminPolicy: "admin",
  AmazonEKSClusterAdminPolicy: "cluster-admin",
  AmazonEKSEditPolicy: "edit",
  AmazonEKSViewPolicy: "view",
};
