import { readGuard } from "../kubernetes/read-guard";
import { LIMIT_KINDS } from "../kubernetes/job-limits";
import { readJobNetworkPolicy } from "../kubernetes/job-network";
import { canonicalRules, type PolicyRule } from "../kubernetes/rbac";
import type { Admission, Binding, Pod, ServiceAccountAccess } from "./model";
import { roleNames } from "./interpret-roles";
import { at, type Interpretation, listAt, Reference, type Resource, textAt, textsAt, Unknown } from "./resource";

/** Reads ServiceAccounts. */
export function readServiceAccounts(resources: readonly Resource[]): Interpretation<Record<Pod, ServiceAccountAccess>> {
  const roles = roleNames(resources);
  const found: Record<Pod, ServiceAccountAccess> = {};
  const unread: string[] = [];
  for (const { type, address, values } of resources) {
    if (type !== "kubernetes_service_account_v1") continue;
    const pod = podOf(at(values, "metadata"));
    if (pod === undefined) {
      unread.push(address);
      continue;
    }
    const said = at(values, "metadata", "annotations");
    const annotations = Object.fromEntries(Object.entries(recordOf(said)).filter(([key]) => key !== ROLE_ARN));
    const roleArn = roleArnOf(said, roles);
    found[pod] = {
      // Kubernetes mounts the token unless it is told not to.
      automountToken: at(values, "automount_service_account_token") !== false,
      ...(roleArn === undefined ? {} : { roleArn }),
      annotations,
    };
  }
  return { found, unread };
}

/** By which IRSA finds the role of a ServiceAccount. */
const ROLE_ARN = "eks.amazonaws.com/role-arn";

/** The role that annotations name; one that is referred to goes by its name until it has an ARN. */
function roleArnOf(annotations: unknown, roles: ReadonlyMap<string, string>): string | undefined {
  if (annotations === undefined || annotations === null) return undefined;
  if (typeof annotations !== "object" || Array.isArray(annotations) || annotations instanceof Unknown) return NOT_KNOWN;
  const arn = at(annotations, ROLE_ARN);
  if (arn === undefined || arn === null) return undefined;
  const name = arn instanceof Reference && arn.attribute === "arn" ? roles.get(arn.address) : undefined;
  return typeof arn === "string" ? arn : name === undefined ? NOT_KNOWN : `role/${name}`;
}

/** In place of a text that cannot be told. */
export const NOT_KNOWN = "(not known)";

/** The texts of a map; one that is not known is said to be so. */
function recordOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null || value instanceof Unknown) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, typeof item === "string" ? item : NOT_KNOWN]),
  );
}

/** Reads the Pod Security level of each namespace; `privileged` is what Kubernetes enforces unasked. */
export function readNamespaces(resources: readonly Resource[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    resources
      .filter(({ type }) => type === "kubernetes_namespace_v1")
      .map(({ address, values }) => [
        textAt(values, "metadata", "name") ?? address,
        textAt(values, "metadata", "labels", "pod-security.kubernetes.io/enforce") ?? "privileged",
      ]),
  );
}

/** Reads RoleBindings and ClusterRoleBindings, with the rules of Roles and ClusterRoles that are at hand. */
export function readBindings(resources: readonly Resource[]): Interpretation<readonly Binding[]> {
  const rules = new Map<string, readonly PolicyRule[] | undefined>();
  for (const { type, values } of resources) {
    const name = textAt(values, "metadata", "name") ?? "";
    if (type === "kubernetes_cluster_role_v1") rules.set(name, rulesOf(values));
    if (type === "kubernetes_role_v1")
      rules.set(`${textAt(values, "metadata", "namespace") ?? ""}/${name}`, rulesOf(values));
  }
  const found: Binding[] = [];
  const unread: string[] = [];
  for (const { type, address, values } of resources) {
    const inNamespace = type === "kubernetes_role_binding_v1";
    if (!inNamespace && type !== "kubernetes_cluster_role_binding_v1") continue;
    const namespace = textAt(values, "metadata", "namespace");
    const name = textAt(values, "role_ref", "name");
    const kind = textAt(values, "role_ref", "kind");
    const subjects = listAt(values, "subject").map(subjectOf);
    if (name === undefined || (inNamespace && namespace === undefined) || !subjects.every((s) => s !== undefined)) {
      unread.push(address);
      continue;
    }
    const id = kind === "Role" ? `${namespace ?? ""}/${name}` : name;
    const own = rules.get(id);
    if (rules.has(id) ? own === undefined : kind !== "ClusterRole") {
      unread.push(address);
      continue;
    }
    const scope = inNamespace && namespace !== undefined ? { namespace } : ("cluster" as const);
    const grants = own === undefined ? { clusterRole: name } : { rules: own };
    found.push(...subjects.map((subject) => ({ subject, scope, grants })));
  }
  return { found, unread };
}

function subjectOf(subject: unknown): Pod | undefined {
  return textAt(subject, "kind") === "ServiceAccount" ? podOf(subject) : undefined;
}

function podOf(named: unknown): Pod | undefined {
  const namespace = textAt(named, "namespace");
  const name = textAt(named, "name");
  return namespace === undefined || name === undefined ? undefined : `${namespace}/${name}`;
}

/** Rules, or undefined when a part of them is not known. */
function rulesOf(values: unknown): readonly PolicyRule[] | undefined {
  const aggregation = listAt(values, "aggregation_rule");
  if (aggregation.length > 0) return undefined;
  const rules: PolicyRule[] = [];
  for (const rule of listAt(values, "rule")) {
    if (rule instanceof Unknown || rule instanceof Reference) return undefined;
    const apiGroups = textsAt(rule, "api_groups");
    const resources = textsAt(rule, "resources");
    const resourceNames = textsAt(rule, "resource_names");
    const nonResourceURLs = textsAt(rule, "non_resource_urls");
    const verbs = textsAt(rule, "verbs");
    if (!apiGroups || !resources || !resourceNames || !nonResourceURLs || !verbs) return undefined;
    rules.push({ apiGroups, resources, resourceNames, nonResourceURLs, verbs });
  }
  return canonicalRules(rules);
}

/** Reads guards. One that is not exactly what its parameters make is unread: a weakened guard is no guard. */
export function readAdmission(resources: readonly Resource[]): Interpretation<Record<string, Admission>> {
  const manifests = resources.filter(({ type }) => type === "kubernetes_manifest");
  const kindOf = ({ values }: Resource) => textAt(values, "manifest", "kind");
  const bindings = manifests.filter((resource) => kindOf(resource) === "ValidatingAdmissionPolicyBinding");
  const byPolicy = new Map(bindings.map((b) => [textAt(b.values, "manifest", "spec", "policyName"), b]));
  const found: Record<string, Admission> = {};
  const read = new Set<string>();
  for (const policy of manifests) {
    if (kindOf(policy) !== "ValidatingAdmissionPolicy") continue;
    const binding = byPolicy.get(textAt(policy.values, "manifest", "metadata", "name"));
    const guard = readGuard(at(policy.values, "manifest"), at(binding?.values, "manifest"));
    if (guard === undefined || binding === undefined || Object.hasOwn(found, guard.namespace)) continue;
    const { namespace, creators, connectors, breakGlass, projects } = guard;
    found[namespace] = { creators, connectors, ...(breakGlass === undefined ? {} : { breakGlass }), projects };
    read.add(policy.address).add(binding.address);
  }
  const unread = manifests.filter(
    (resource) =>
      !read.has(resource.address) && networkOf(resource) === undefined && !LIMIT_KINDS.includes(kindOf(resource) ?? ""),
  );
  return { found, unread: unread.map(({ address }) => address) };
}

/** Namespaces whose network is closed by exactly the policy that this app writes: any other is unread. */
export function readClosedNetworks(resources: readonly Resource[]): readonly string[] {
  return resources.flatMap((resource) => networkOf(resource) ?? []);
}

function networkOf({ type, values }: Resource): string | undefined {
  return type === "kubernetes_manifest" ? readJobNetworkPolicy(at(values, "manifest")) : undefined;
}
