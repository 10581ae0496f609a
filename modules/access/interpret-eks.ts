import type { ClusterAccess, EntryAccess, NodesAccess } from "./model";
import { roleNames } from "./interpret-roles";
import { at, type Interpretation, Reference, type Resource, textAt, textsAt } from "./resource";

/** Reads clusters that are made, with who gets in by EKS and with their nodes. */
export function readClusters(resources: readonly Resource[]): Interpretation<Record<string, ClusterAccess>> {
  const names = clusterNames(resources);
  const roles = roleNames(resources);
  const unread: string[] = [];
  const found: Record<string, ClusterAccess> = {};
  const [entries, nodes] = [entriesOf(resources, names, unread), nodesOf(resources, names, roles, unread)];
  for (const { type, address, values } of resources) {
    if (type !== "aws_eks_cluster") continue;
    const name = textAt(values, "name");
    const role = roleOf(at(values, "role_arn"), roles);
    if (name === undefined || role === undefined) {
      unread.push(address);
      continue;
    }
    const key = at(values, "encryption_config", "provider", "key_arn");
    found[name] = {
      role,
      publicEndpoint: publicEndpoint(values),
      authenticationMode: textAt(values, "access_config", "authentication_mode") ?? "CONFIG_MAP",
      creatorIsAdmin: at(values, "access_config", "bootstrap_cluster_creator_admin_permissions") !== false,
      ...(typeof key === "string" ? { secretsKey: key } : {}),
      logs: [...(textsAt(values, "enabled_cluster_log_types") ?? [])].sort(),
      entries: entries.get(name) ?? {},
      nodes: { ...nodes.get(name), ...autoNodes(values, roles) },
    };
  }
  return { found, unread };
}

/** Names of clusters by the addresses of what makes them. */
export function clusterNames(resources: readonly Resource[]): ReadonlyMap<string, string> {
  return new Map(
    resources.flatMap(({ type, address, values }) => {
      const name = type === "aws_eks_cluster" ? textAt(values, "name") : undefined;
      return name === undefined ? [] : [[address, name] as const];
    }),
  );
}

/** Names of clusters by their issuers without https://, once they are there. */
export function clusterIssuers(resources: readonly Resource[]): ReadonlyMap<string, string> {
  return new Map(
    resources.flatMap(({ type, values }) => {
      const [name, issuer] = [textAt(values, "name"), textAt(values, "identity", "oidc", "issuer")];
      return type !== "aws_eks_cluster" || name === undefined || issuer === undefined
        ? []
        : [[issuer.replace(/^https:\/\//, ""), name] as const];
    }),
  );
}

/** From where the API server is reached besides the cluster's own network: everywhere, unless that is said. */
function publicEndpoint(values: unknown): readonly string[] {
  if (at(values, "vpc_config", "endpoint_public_access") === false) return [];
  const cidrs = textsAt(at(values, "vpc_config"), "public_access_cidrs") ?? [];
  return cidrs.length === 0 ? ["0.0.0.0/0"] : [...cidrs].sort();
}

function entriesOf(resources: readonly Resource[], names: ReadonlyMap<string, string>, unread: string[]) {
  const byCluster = new Map<string, Record<string, EntryAccess[]>>();
  for (const { type, address, values } of resources) {
    if (type !== "aws_eks_access_entry" && type !== "aws_eks_access_policy_association") continue;
    const cluster = clusterOf(values, names);
    const principal = textAt(values, "principal_arn");
    const policy = textAt(values, "policy_arn");
    if (cluster === undefined || principal === undefined || (type !== "aws_eks_access_entry" && policy === undefined)) {
      unread.push(address);
      continue;
    }
    const entries = byCluster.get(cluster) ?? {};
    byCluster.set(cluster, entries);
    const own = (entries[principal] ??= []);
    if (policy !== undefined)
      own.push({ policy, namespaces: [...(textsAt(at(values, "access_scope"), "namespaces") ?? [])].sort() });
    const groups = textsAt(values, "kubernetes_groups") ?? ["(not known)"];
    if (groups.length > 0) own.push({ groups: [...groups].sort() });
  }
  return byCluster;
}

function nodesOf(
  resources: readonly Resource[],
  names: ReadonlyMap<string, string>,
  roles: ReadonlyMap<string, string>,
  unread: string[],
) {
  const templates = new Map(
    resources.flatMap(({ type, address, values }) =>
      type === "aws_launch_template" ? [[address, values] as const] : [],
    ),
  );
  const byId = new Map([...templates.values()].map((values) => [textAt(values, "id"), values] as const));
  const byCluster = new Map<string, Record<string, NodesAccess>>();
  for (const { type, address, values } of resources) {
    if (type !== "aws_eks_node_group") continue;
    const cluster = clusterOf(values, names);
    const role = roleOf(at(values, "node_role_arn"), roles);
    const group = textAt(values, "node_group_name");
    if (cluster === undefined || role === undefined || group === undefined) {
      unread.push(address);
      continue;
    }
    const id = at(values, "launch_template", "id");
    const template = id instanceof Reference ? templates.get(id.address) : byId.get(typeof id === "string" ? id : "");
    const nodes = byCluster.get(cluster) ?? {};
    byCluster.set(cluster, nodes);
    nodes[group] = { role, metadataReachesPods: !isClosed(template) };
  }
  return byCluster;
}

/** Whether the metadata service of an instance takes tokens only, and answers no further than the instance itself. */
function isClosed(template: unknown): boolean {
  const options = at(template, "metadata_options");
  if (at(options, "http_endpoint") === "disabled") return true;
  return at(options, "http_tokens") === "required" && Number(at(options, "http_put_response_hop_limit")) === 1;
}

/** Auto Mode's nodes have IMDSv2 and a hop limit of 1. @see https://docs.aws.amazon.com/eks/latest/userguide/automode.html */
function autoNodes(values: unknown, roles: ReadonlyMap<string, string>): Readonly<Record<string, NodesAccess>> {
  if (at(values, "compute_config", "enabled") !== true) return {};
  const role = roleOf(at(values, "compute_config", "node_role_arn"), roles);
  return role === undefined ? {} : { "(auto)": { role, metadataReachesPods: false } };
}

function clusterOf(values: unknown, names: ReadonlyMap<string, string>): string | undefined {
  const cluster = at(values, "cluster_name");
  return cluster instanceof Reference ? names.get(cluster.address) : typeof cluster === "string" ? cluster : undefined;
}

function roleOf(arn: unknown, roles: ReadonlyMap<string, string>): string | undefined {
  if (arn instanceof Reference) return roles.get(arn.address);
  return typeof arn === "string" ? arn.split("/").at(-1) : undefined;
}
