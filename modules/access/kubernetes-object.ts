import { at, listAt, Reference, type Resource, textAt, Unknown } from "./resource";

/** The Terraform resource that would have made an object of Kubernetes; undefined for kinds that have none here. */
export function resourceOfObject(address: string, object: unknown): Resource | undefined {
  const kind = textAt(object, "kind") ?? "";
  const type = Object.hasOwn(RESOURCE_OF_KIND, kind) ? RESOURCE_OF_KIND[kind] : undefined;
  if (type === undefined) return undefined;
  const values = {
    metadata: at(object, "metadata"),
    automount_service_account_token: at(object, "automountServiceAccountToken"),
    // Rules of others, which change without it.
    aggregation_rule: at(object, "aggregationRule"),
    rule: listOrUnknown(object, "rules", ruleBlock),
    role_ref: at(object, "roleRef"),
    subject: listOrUnknown(object, "subjects", (subject) => subject),
  };
  const said = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return { address, type, values: Object.fromEntries(said) };
}

/** Kinds of objects that decide about access, as the Terraform resource that writes them. */
const RESOURCE_OF_KIND: Readonly<Record<string, string>> = {
  ClusterRole: "kubernetes_cluster_role_v1",
  ClusterRoleBinding: "kubernetes_cluster_role_binding_v1",
  Namespace: "kubernetes_namespace_v1",
  Role: "kubernetes_role_v1",
  RoleBinding: "kubernetes_role_binding_v1",
  ServiceAccount: "kubernetes_service_account_v1",
};

function listOrUnknown(object: unknown, key: string, map: (item: unknown) => unknown): unknown {
  const list = at(object, key);
  return list === undefined || list === null ? undefined : listAt(object, key).map(map);
}

function ruleBlock(rule: unknown): unknown {
  if (rule instanceof Unknown || rule instanceof Reference) return rule;
  return {
    api_groups: at(rule, "apiGroups"),
    resources: at(rule, "resources"),
    resource_names: at(rule, "resourceNames"),
    non_resource_urls: at(rule, "nonResourceURLs"),
    verbs: at(rule, "verbs"),
  };
}
