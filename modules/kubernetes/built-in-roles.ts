import { canonicalRules, type PolicyRule } from "./rbac";

/** A ClusterRole that every API server makes by itself. */
export interface BuiltInRole {
  /** Those of aggregated ClusterRoles included, canonical. */
  readonly rules: readonly PolicyRule[];
  /** The label of ClusterRoles whose rules a controller adds to these. */
  readonly aggregates?: string;
}

/** The version whose API server these roles and bindings were read from. */
export const BUILT_IN_ROLES_OF = "Kubernetes 1.34";

const READ = ["get", "list", "watch"];
const CHANGE = ["create", "delete", "deletecollection", "patch", "update"];

/** @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles */
const VIEW: readonly PolicyRule[] = [
  on("", READ, ["configmaps", "endpoints", "persistentvolumeclaims", "persistentvolumeclaims/status", "pods"]),
  on("", READ, ["replicationcontrollers", "replicationcontrollers/scale", "serviceaccounts"]),
  on("", READ, ["services", "services/status"]),
  on("", READ, ["bindings", "events", "limitranges", "namespaces/status", "pods/log", "pods/status"]),
  on("", READ, ["replicationcontrollers/status", "resourcequotas", "resourcequotas/status", "namespaces"]),
  on("discovery.k8s.io", READ, ["endpointslices"]),
  on("apps", READ, ["controllerrevisions", "daemonsets", "daemonsets/status"]),
  on("apps", READ, ["deployments", "deployments/scale", "deployments/status"]),
  on("apps", READ, ["replicasets", "replicasets/scale", "replicasets/status"]),
  on("apps", READ, ["statefulsets", "statefulsets/scale", "statefulsets/status"]),
  on("autoscaling", READ, ["horizontalpodautoscalers", "horizontalpodautoscalers/status"]),
  on("batch", READ, ["cronjobs", "cronjobs/status", "jobs", "jobs/status"]),
  on("extensions", READ, ["daemonsets", "daemonsets/status", "deployments", "deployments/scale"]),
  on("extensions", READ, ["deployments/status", "ingresses", "ingresses/status", "networkpolicies"]),
  on("extensions", READ, ["replicasets", "replicasets/scale", "replicasets/status", "replicationcontrollers/scale"]),
  on("policy", READ, ["poddisruptionbudgets", "poddisruptionbudgets/status"]),
  on("networking.k8s.io", READ, ["ingresses", "ingresses/status", "networkpolicies"]),
  on("resource.k8s.io", READ, ["resourceclaims", "resourceclaims/status", "resourceclaimtemplates"]),
];

const EDIT: readonly PolicyRule[] = [
  ...VIEW,
  on("", READ, ["pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets", "services/proxy"]),
  on("", ["impersonate"], ["serviceaccounts"]),
  on("", ["create"], ["pods/eviction", "serviceaccounts/token"]),
  on("", CHANGE, ["pods", "pods/attach", "pods/exec", "pods/portforward", "pods/proxy"]),
  on("", CHANGE, ["configmaps", "events", "persistentvolumeclaims", "replicationcontrollers"]),
  on("", CHANGE, ["replicationcontrollers/scale", "secrets", "serviceaccounts", "services", "services/proxy"]),
  on("apps", CHANGE, ["daemonsets", "deployments", "deployments/rollback", "deployments/scale"]),
  on("apps", CHANGE, ["replicasets", "replicasets/scale", "statefulsets", "statefulsets/scale"]),
  on("autoscaling", CHANGE, ["horizontalpodautoscalers"]),
  on("batch", CHANGE, ["cronjobs", "jobs"]),
  on("extensions", CHANGE, ["daemonsets", "deployments", "deployments/rollback", "deployments/scale", "ingresses"]),
  on("extensions", CHANGE, ["networkpolicies", "replicasets", "replicasets/scale", "replicationcontrollers/scale"]),
  on("policy", CHANGE, ["poddisruptionbudgets"]),
  on("networking.k8s.io", CHANGE, ["ingresses", "networkpolicies"]),
  on("coordination.k8s.io", [...READ, ...CHANGE], ["leases"]),
  on("resource.k8s.io", CHANGE, ["resourceclaims", "resourceclaimtemplates"]),
];

const ADMIN: readonly PolicyRule[] = [
  ...EDIT,
  on("authorization.k8s.io", ["create"], ["localsubjectaccessreviews"]),
  on("rbac.authorization.k8s.io", [...READ, ...CHANGE], ["rolebindings", "roles"]),
];

const HEALTH = ["/healthz", "/livez", "/readyz", "/version", "/version/"];
const DISCOVERY = ["/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*", ...HEALTH];
const ISSUER = [
  ...["/.well-known/openid-configuration", "/.well-known/openid-configuration/"],
  ...["/openid/v1/jwks", "/openid/v1/jwks/"],
];

/** By name. @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings */
export const BUILT_IN_ROLES: ReadonlyMap<string, BuiltInRole> = new Map([
  ["view", aggregated(VIEW, "view")],
  ["edit", aggregated(EDIT, "edit")],
  ["admin", aggregated(ADMIN, "admin")],
  ["cluster-admin", role([on("*", ["*"], ["*"]), at(["*"], ["*"])])],
  [
    "system:basic-user",
    role([
      on("authorization.k8s.io", ["create"], ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
      on("authentication.k8s.io", ["create"], ["selfsubjectreviews"]),
    ]),
  ],
  ["system:discovery", role([at(["get"], DISCOVERY)])],
  ["system:public-info-viewer", role([at(["get"], HEALTH)])],
  ["system:service-account-issuer-discovery", role([at(["get"], ISSUER)])],
]);

/** What every API server binds in the whole cluster to groups that every ServiceAccount is in. */
export const SERVICE_ACCOUNT_ROLES: readonly { readonly clusterRole: string; readonly group: string }[] = [
  { clusterRole: "system:basic-user", group: "system:authenticated" },
  { clusterRole: "system:discovery", group: "system:authenticated" },
  { clusterRole: "system:public-info-viewer", group: "system:authenticated" },
  { clusterRole: "system:service-account-issuer-discovery", group: "system:serviceaccounts" },
];

function aggregated(rules: readonly PolicyRule[], name: string): BuiltInRole {
  return { ...role(rules), aggregates: `rbac.authorization.k8s.io/aggregate-to-${name}` };
}

function role(rules: readonly PolicyRule[]): BuiltInRole {
  return { rules: canonicalRules(rules) };
}

function on(group: string, verbs: readonly string[], resources: readonly string[]): PolicyRule {
  return { apiGroups: [group], resources, resourceNames: [], nonResourceURLs: [], verbs };
}

function at(verbs: readonly string[], nonResourceURLs: readonly string[]): PolicyRule {
  return { apiGroups: [], resources: [], resourceNames: [], nonResourceURLs, verbs };
}
