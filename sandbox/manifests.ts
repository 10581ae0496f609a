import { at, listAt, type Resource, textAt } from "../modules/access/resource";
import type { KubernetesObject } from "../modules/access/living";

/** The object that a `kubernetes_*` resource of Terraform makes. Throws for a type that this app does not write. */
export function manifestOf({ type, address, values }: Resource): KubernetesObject {
  if (type === "kubernetes_manifest") return at(values, "manifest") as KubernetesObject;
  const make = KINDS[type];
  if (make === undefined) throw new Error(`${address}: no manifest is known for ${type}`);
  const { name, namespace, labels, annotations } = first(at(values, "metadata")) as KubernetesObject["metadata"];
  const metadata = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
  };
  return { metadata, ...make(values) };
}

const RBAC = "rbac.authorization.k8s.io/v1";

type Made = Omit<KubernetesObject, "metadata"> & Pick<KubernetesObject, "apiVersion" | "kind">;

const KINDS: Readonly<Record<string, (values: Resource["values"]) => Made>> = {
  kubernetes_cluster_role_v1: (values) => ({ apiVersion: RBAC, kind: "ClusterRole", rules: rules(values) }),
  kubernetes_cluster_role_binding_v1: (values) => ({ apiVersion: RBAC, kind: "ClusterRoleBinding", ...bound(values) }),
  kubernetes_namespace_v1: () => ({ apiVersion: "v1", kind: "Namespace" }),
  kubernetes_role_v1: (values) => ({ apiVersion: RBAC, kind: "Role", rules: rules(values) }),
  kubernetes_role_binding_v1: (values) => ({ apiVersion: RBAC, kind: "RoleBinding", ...bound(values) }),
  kubernetes_service_account_v1: (values) => ({
    apiVersion: "v1",
    kind: "ServiceAccount",
    automountServiceAccountToken: at(values, "automount_service_account_token"),
  }),
};

function rules(values: Resource["values"]): unknown {
  return listAt(values, "rule").map((rule) => ({
    apiGroups: at(rule, "api_groups"),
    resources: at(rule, "resources"),
    resourceNames: at(rule, "resource_names"),
    nonResourceURLs: at(rule, "non_resource_urls"),
    verbs: at(rule, "verbs"),
  }));
}

function bound(values: Resource["values"]) {
  const ref = (key: string) => textAt(values, "role_ref", key);
  return {
    roleRef: { apiGroup: ref("api_group"), kind: ref("kind"), name: ref("name") },
    subjects: listAt(values, "subject"),
  };
}

function first(block: unknown): unknown {
  return Array.isArray(block) ? block[0] : block;
}
