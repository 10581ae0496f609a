import type { AccessModel, ClusterAccess, EntryAccess } from "../access/model";

/** A cluster that is made, in titled lines: from where it is reached, whom EKS lets in, and what its nodes are. */
export function clusterLines(cluster: ClusterAccess): readonly (readonly [string, readonly string[]])[] {
  const { publicEndpoint, entries, nodes, role, secretsKey, creatorIsAdmin } = cluster;
  return [
    ["is reached", [["from its own network", ...publicEndpoint].join(", ")]],
    ["lets in", [...entriesText(entries), ...(creatorIsAdmin ? ["who made it, as an administrator"] : [])]],
    ["has role", [role]],
    ["nodes", Object.entries(nodes).map(nodesText)],
    ["Secrets", [secretsKey === undefined ? "encrypted by EKS" : `encrypted by EKS and ${secretsKey}`]],
  ];
}

function entriesText(entries: ClusterAccess["entries"]): readonly string[] {
  return Object.entries(entries).map(([principal, own]) => {
    const gives = own.length === 0 ? "for nothing" : own.map(entryText).join(", ");
    return `${principal} ${gives}`;
  });
}

function entryText(entry: EntryAccess): string {
  if ("groups" in entry) return `in the groups ${entry.groups.join(", ")}`;
  const where = entry.namespaces.length === 0 ? "in the whole cluster" : `in namespace ${entry.namespaces.join(", ")}`;
  return `with ${entry.policy.split("/").at(-1) ?? ""} ${where}`;
}

function nodesText([group, { role, metadataReachesPods }]: [string, AccessModel["clusters"][string]["nodes"][string]]) {
  return `${group}: role ${role}, ${metadataReachesPods ? "which pods get as well" : "kept from pods"}`;
}
