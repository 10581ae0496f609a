import { readOverwrite } from "../../gitlab/overwrite";
import type { AccessModel, Pod, RunnerAccess } from "../model";
import { splitPod, type TrustDomains } from "../trust-domain";
import type { Edge, Place } from "./graph";
import { ANY_NODE, UNKNOWN } from "./power-edges";

const METADATA: Place = { kind: "metadata", name: "" };

/** What nodes give away: every pod that runs on them to who is root there, their role to who reaches their metadata. */
export function nodeEdges(model: AccessModel, domains: TrustDomains): readonly Edge[] {
  const pools = poolsOf(model.runners);
  const poolOfPod = (pod: Pod): Pool => {
    const release = domains.runnerOfJobs(splitPod(pod).namespace);
    const isManager = release !== undefined && model.runners[release]?.managerServiceAccount === pod;
    return (release === undefined || isManager ? undefined : pools.get(release)) ?? SHARED;
  };
  const distinct = [...new Map([SHARED, ...pools.values()].map((pool) => [pool.name, pool])).values()];
  const among = [...sharedPools(distinct), ...tolerantEdges(model.runners, pools, distinct)];
  const shared = new Set([SHARED.name, ...among.map(({ from }) => from.name)]);
  return [
    ...Object.entries(model.runners).flatMap(([release, runner]) => rootEdges(release, runner, pools, shared)),
    ...distinct.map((pool): Edge => step(ANY_NODE, nodes(pool), `are ${pool.name} nodes among others`)),
    ...among,
    ...(Object.keys(model.pods) as Pod[]).flatMap((pod) => [
      step(nodes(poolOfPod(pod)), { kind: "pod", name: pod }, `may have pods of ${pod} on them`),
      metadataEdge(pod, model),
    ]),
    ...nodeRoles(model, distinct),
  ];
}

/** Nodes by what keeps other pods away; without that, by nothing: they are the same as everybody's. */
interface Pool {
  readonly name: string;
  readonly selector: Readonly<Record<string, string>>;
}

const SHARED: Pool = { name: "shared", selector: {} };

/** The nodes of each release's jobs. Only labels and taints together make them its own. */
function poolsOf(runners: AccessModel["runners"]): ReadonlyMap<string, Pool> {
  return new Map(Object.entries(runners).map(([release, runner]) => [release, poolOf(runner)]));
}

function poolOf({ nodeSelector, nodeTolerations, nodeSelectorPattern }: RunnerAccess): Pool {
  const labels = Object.entries(nodeSelector);
  if (mayLeave(nodeSelectorPattern, nodeSelector)) return SHARED;
  if (labels.length === 0 || !Object.values(nodeTolerations).some((effect) => effect !== "PreferNoSchedule")) {
    return SHARED;
  }
  const name = labels
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(",");
  return { name, selector: nodeSelector };
}

/** Whether a job may choose another value of a label that its nodes are chosen by: its wish takes the place of that. */
function mayLeave(pattern: string, selector: RunnerAccess["nodeSelector"]): boolean {
  try {
    const { names } = readOverwrite(pattern);
    // What is no list may admit anything.
    if (names === undefined) return true;
    return Object.entries(selector).some(([key, value]) =>
      [...names].some((pair) => pair.startsWith(`${key}=`) && pair !== `${key}=${value}`),
    );
  } catch {
    // The runner takes none that does not compile: jobs that ask for something fail.
    return false;
  }
}

/** Pools that may have nodes in common: no label tells them apart. */
function sharedPools(pools: readonly Pool[]): readonly Edge[] {
  const own = pools.filter(({ name }) => name !== SHARED.name);
  return own.flatMap((pool) =>
    own
      .filter(
        (other) => other !== pool && Object.entries(pool.selector).every(([k, v]) => agrees(other.selector[k], v)),
      )
      .map((other) => step(nodes(pool), nodes(other), `may be ${other.name} nodes as well`)),
  );
}

/** Whoever tolerates taints but asks for no labels may come to run on the nodes of others as well. */
function tolerantEdges(
  runners: AccessModel["runners"],
  pools: ReadonlyMap<string, Pool>,
  distinct: readonly Pool[],
): readonly Edge[] {
  const tolerant = Object.keys(runners).find((release) => pools.get(release) === SHARED && tolerates(runners[release]));
  if (tolerant === undefined) return [];
  return distinct
    .filter((pool) => pool !== SHARED)
    .map((pool) => step(nodes(pool), nodes(SHARED), `may have jobs of runner ${tolerant}, which tolerate taints`));
}

function tolerates(runner: RunnerAccess | undefined): boolean {
  if (runner === undefined) return false;
  return runner.nodeTolerationPattern !== "" || Object.keys(runner.nodeTolerations).length > 0;
}

function agrees(other: string | undefined, value: string): boolean {
  return other === undefined || other === value;
}

/** How jobs come to be root on their nodes. Where no other runner shares these, it is what was declared. */
function rootEdges(
  release: string,
  { privileged, hostMounts }: RunnerAccess,
  pools: ReadonlyMap<string, Pool>,
  shared: ReadonlySet<string>,
): readonly Edge[] {
  const pool = pools.get(release) ?? SHARED;
  const own =
    !shared.has(pool.name) && ![...pools].some(([other, { name }]) => other !== release && name === pool.name);
  const edge = (how: string, at: string): Edge => ({
    from: { kind: "jobs", name: release },
    to: nodes(pool),
    how: `${how} ${pool.name} nodes`,
    at: ["runners", release, at],
    ...(own ? { meant: true } : {}),
  });
  return [
    ...(privileged ? [edge("is privileged: root on", "privileged")] : []),
    ...hostMounts.map(({ path }): Edge => {
      const sees = edge(`sees ${path} of`, "hostMounts");
      return isOfTheNode(path) ? sees : { ...sees, open: "what is there, is not known" };
    }),
  ];
}

/** Whether a directory has, or has in it, what runs a node or the credentials of its pods. */
function isOfTheNode(path: string): boolean {
  const below = (inner: string, outer: string) => `${inner}/`.startsWith(outer === "/" ? "/" : `${outer}/`);
  return DECISIVE.some((decisive) => below(path, decisive) || below(decisive, path));
}

const DECISIVE = [
  "/bin",
  "/dev",
  "/etc",
  "/home",
  "/proc",
  "/root",
  "/run",
  "/sys",
  "/usr",
  "/var/lib/containerd",
].concat(["/var/lib/kubelet", "/var/log", "/var/run"]);

/** Whether a pod gets the credentials of its node from the metadata service. */
function metadataEdge(pod: Pod, { closedNetworks, clusters }: AccessModel): Edge {
  const edge: Edge = {
    from: { kind: "pod", name: pod },
    to: METADATA,
    how: "may ask its node's metadata service for the role of the node",
    at: ["pods", pod],
    saidBy: "node-metadata",
  };
  const { namespace } = splitPod(pod);
  if (closedNetworks.includes(namespace)) return { ...edge, cut: `the NetworkPolicy of ${namespace}` };
  const all = Object.values(clusters).flatMap(({ nodes: groups }) => Object.values(groups));
  return all.length === 0 || all.some(({ metadataReachesPods }) => metadataReachesPods)
    ? edge
    : { ...edge, cut: "IMDSv2 with a hop limit of 1" };
}

/** The roles of nodes: of clusters that others made they are not known. */
function nodeRoles({ clusters }: AccessModel, pools: readonly Pool[]): readonly Edge[] {
  const groups = Object.entries(clusters).flatMap(([cluster, { nodes: all }]) =>
    Object.entries(all).map(([group, access]) => ({ ...access, at: ["clusters", cluster, "nodes", group] })),
  );
  if (groups.length === 0) {
    const open = "the nodes are made by others";
    return [
      { from: METADATA, to: UNKNOWN, how: "has the role of the node, where it lets pods in", at: [], open },
      ...pools.map((pool): Edge => ({ from: nodes(pool), to: UNKNOWN, how: "have a role", at: [], open })),
    ];
  }
  return groups.flatMap(({ role, metadataReachesPods, at }): readonly Edge[] => {
    const to: Place = { kind: "role", name: role };
    return [
      ...pools.map((pool): Edge => ({ from: nodes(pool), to, how: `have role ${role}`, at })),
      ...(metadataReachesPods ? [{ from: METADATA, to, how: `has role ${role} of the node`, at }] : []),
    ];
  });
}

function nodes({ name }: Pool): Place {
  return { kind: "nodes", name };
}

function step(from: Place, to: Place, how: string): Edge {
  return { from, to, how, at: [] };
}
