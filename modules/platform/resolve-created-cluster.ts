import type { AccessEntry, CreatedCluster, NodeGroup } from "./created-cluster";
import { sortedKeys } from "./path";
import { ADDONS } from "./schema/created-cluster";
import type { DeclarationInput } from "./schema/declaration";

export type CreatedClusterInput = Extract<
  NonNullable<DeclarationInput["cluster"]>,
  { readonly create: unknown }
>["create"];

/** A cluster that is made, with the closed defaults: a private endpoint, nodes without other roles than theirs. */
export function resolveCreatedCluster(input: CreatedClusterInput): CreatedCluster {
  const { version, subnets, secretsKey, logs = ["audit", "authenticator"], nodeImages = "pull" } = input;
  const auto = input.autoMode === true;
  const groups = input.nodeGroups ?? { default: {} };
  return {
    version,
    subnets,
    accessEntries: sortedKeys(input.accessEntries).flatMap((principal) => {
      const entry = input.accessEntries[principal];
      return entry === undefined ? [] : [resolveEntry(principal, entry)];
    }),
    publicEndpoint: [...(input.publicEndpoint ?? [])].sort(),
    ...(secretsKey === undefined ? {} : { secretsKey }),
    logs: [...logs].sort(),
    nodeImages,
    compute: auto ? "auto" : "groups",
    nodeGroups: auto
      ? []
      : sortedKeys(groups).flatMap((key) =>
          groups[key] === undefined ? [] : [resolveGroup(key, groups[key], subnets)],
        ),
    fargate: [...(input.fargate ?? [])].sort(),
    // Auto Mode brings what they are for.
    addons: auto ? {} : Object.fromEntries(ADDONS.map((addon) => [addon, input.addons?.[addon]])),
  };
}

type EntryInput = CreatedClusterInput["accessEntries"][string];

/** @see https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
const POLICIES = {
  "cluster-admin": "AmazonEKSClusterAdminPolicy",
  admin: "AmazonEKSAdminPolicy",
  edit: "AmazonEKSEditPolicy",
  view: "AmazonEKSViewPolicy",
} as const;

function resolveEntry(principal: string, entry: EntryInput): AccessEntry {
  if (typeof entry === "string") return { principal, policy: POLICIES[entry], namespaces: [] };
  return { principal, policy: POLICIES[entry.policy], namespaces: [...entry.namespaces].sort() };
}

type GroupInput = NonNullable<CreatedClusterInput["nodeGroups"]>[string];

function resolveGroup(key: string, input: GroupInput, subnets: readonly string[]): NodeGroup {
  const { instanceTypes = ["t3.medium"], size = { min: 3, max: 3 }, labels = {} } = input;
  return {
    key,
    instanceTypes,
    size: { ...size, desired: size.desired ?? size.min },
    subnets: input.subnets ?? subnets,
    labels,
  };
}
