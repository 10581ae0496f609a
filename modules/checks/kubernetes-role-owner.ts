import { BUILT_IN_ROLES } from "../kubernetes/built-in-roles";
import { accountIdentities } from "../platform/accounts";
import { kubernetesAccess } from "../platform/kubernetes-access";
import { type Path, pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import type { DeclarationCheck } from "./rule";

export const kubernetesRoleOwner: DeclarationCheck = {
  id: "kubernetes-role-owner",
  of: "declaration",
  what: "No two identities have Roles of one name in one namespace or in the cluster, and none has the name of a ClusterRole of Kubernetes.",
  why: "The second would write over the first, or over what comes with the cluster.",
  fix: "Give one of them another name by names.kubernetesRole.",
  example: [
    "identities:",
    "  a: { names: { kubernetesRole: deploy }, allow: [{ namespace: docs, role: view }] }",
    "  b: { names: { kubernetesRole: deploy }, allow: [{ namespace: docs, role: view }] }",
  ].join("\n"),
  acceptable: false,
  judge,
};

function judge({ identities }: Platform): readonly Problem[] {
  const owners = new Map<string, Path>();
  return accountIdentities(identities).flatMap((identity) => {
    const { kubernetesRole: name, path } = identity;
    const at = [...path, "names", "kubernetesRole"];
    const wrong = (reason: string) =>
      error("kubernetes-role-owner", { path: at }, `${pathText(at)}: got "${name}", ${reason}`, "write another name");
    return kubernetesAccess(identity).flatMap(({ namespace, rules }) => {
      if (namespace === undefined && rules.length > 0 && BUILT_IN_ROLES.has(name)) {
        return [wrong("expected a name that no ClusterRole of Kubernetes has")];
      }
      const scope = namespace === undefined ? "the cluster" : `namespace ${namespace}`;
      const id = `${namespace ?? ""}/${name}`;
      const before = owners.get(id);
      if (before === undefined) {
        owners.set(id, path);
        return [];
      }
      return [wrong(`which ${pathText(before)} has already in ${scope}`)];
    });
  });
}
