import type { AccessModel } from "../model";
import { type Edge, type Graph, type Place, type Way, ways } from "./graph";
import { placeDomains } from "./reach";

/** What there is to say of whom somebody may become. */
export interface ToldReach {
  /** The trust domain that it belongs to. */
  readonly domain?: string;
  /** Everybody and everything that is reached, the nearest first; not what whoever has the whole cluster has anyhow. */
  readonly reached: readonly ReachedPlace[];
  /** Steps that something keeps from being gone. */
  readonly cut: readonly { readonly step: string; readonly by: string }[];
  /** Steps of which it cannot be told whether they can be gone, and so nothing of what they lead to. */
  readonly open: readonly { readonly step: string; readonly why: string }[];
}

export interface ReachedPlace {
  readonly place: string;
  /** Whose it is; left out: nobody's in particular. */
  readonly domain?: string;
  /** What a declaration means, what is within the trust domain besides, beyond it, or only seen of what is beyond. */
  readonly how: "declared" | "within" | "beyond" | "seen";
  /** Each step in words. */
  readonly steps: readonly string[];
}

/** Tells whom the holders of places reach, in words. What is only on the way to others is not named by itself. */
export function tellReach(model: AccessModel, reach: Graph): (starts: readonly Place[]) => ToldReach {
  const domainOf = placeDomains(model);
  return (starts) => {
    const own = starts.map(domainOf).find((domain) => domain !== undefined);
    const all = ways(reach, starts);
    const gone = all.filter(({ edges }) => edges.every((edge) => edge.open === undefined && !isWhole(edge.from)));
    const meant = gone.filter(({ edges }) => edges.every(isMeant));
    const onTheWay = gone.filter(({ to }) => domainOf(to) === undefined);
    const steps = [...starts, ...[...meant, ...onTheWay].map(({ to }) => to)].flatMap(reach.from);
    const next = [...steps, ...gone.flatMap(({ to }) => (isWhole(to) ? [] : reach.from(to)))];
    return {
      ...(own === undefined ? {} : { domain: own }),
      reached: gone.flatMap((way) => reachedBy(way, own, domainOf)),
      cut: unique(steps.flatMap((edge) => (edge.cut === undefined ? [] : [{ step: stepText(edge), by: edge.cut }]))),
      open: unique(
        next.flatMap((edge) =>
          edge.open === undefined || edge.cut !== undefined ? [] : [{ step: stepText(edge), why: edge.open }],
        ),
      ),
    };
  };
}

function reachedBy(
  { to, edges }: Way,
  own: string | undefined,
  domainOf: (place: Place) => string | undefined,
): readonly ReachedPlace[] {
  const steps = edges.filter((edge) => edge.to.kind !== "ServiceAccount").map(stepText);
  if (to.kind === "logs" || to.kind === "ports") {
    // Of others, where any are known there.
    const domain = domainOf({ kind: "Secrets", name: to.name });
    return domain === undefined || domain === own ? [] : [{ place: placeText(to), domain, how: "seen", steps }];
  }
  const domain = domainOf(to);
  // What is in a namespace of nobody that is known is nobody's.
  if (!NAMED.has(to.kind) || (domain === undefined && to.kind !== "nodes")) return [];
  const isOwn = domain === undefined || domain === own;
  const how = isOwn && edges.every(isMeant) ? "declared" : domain === own ? "within" : "beyond";
  return [{ place: placeText(to), ...(domain === undefined ? {} : { domain }), how, steps }];
}

function isMeant({ meant }: Edge): boolean {
  return meant === true;
}

/** Whoever has that has everything there is. */
function isWhole({ kind }: Place): boolean {
  return kind === "cluster" || kind === "account";
}

/** What is somebody or something, and no mere part of a path. */
const NAMED: ReadonlySet<Place["kind"]> = new Set([
  "pod",
  "role",
  "runner token",
  "Secrets",
  "Pod Security",
  "nodes",
  "admission",
  "cluster",
  "account",
]);

/** A step as a sentence. */
export function stepText({ from, how }: Edge): string {
  return `${placeText(from)} ${how}`;
}

/** A place in words that a sentence can begin with. */
export function placeText({ kind, name }: Place): string {
  switch (kind) {
    case "pod":
    case "ServiceAccount":
      return name;
    case "role":
      return `role ${name}`;
    case "jobs":
      return `a job of runner ${name}`;
    case "runner":
      return `runner ${name}`;
    case "runner token":
      return `the token of runner ${name}`;
    case "namespace":
      return `what runs in namespace ${name}`;
    case "own pods":
      return name === "*" ? "a pod of one's own" : `a pod of one's own in namespace ${name}`;
    case "everything":
      return `who may do everything in namespace ${name}`;
    case "ServiceAccounts":
      return `a ServiceAccount of namespace ${name}`;
    case "Secrets":
      return `the Secrets of namespace ${name}`;
    case "logs":
      return `the logs of namespace ${name}`;
    case "ports":
      return `what listens in namespace ${name}`;
    case "Pod Security":
      return `the Pod Security level of namespace ${name}`;
    case "annotations":
      return name === ""
        ? "the annotations of ServiceAccounts"
        : `the annotations of ServiceAccounts in namespace ${name}`;
    case "everywhere":
      return `who may ${name} everywhere`;
    case "nodes":
      return name === "any" ? "nodes of the cluster" : `${name} nodes`;
    case "metadata":
      return "the metadata service";
    case "admission":
      return "who changes what the API server refuses";
    case "cluster":
      return "who has the whole cluster";
    case "account":
      return "who has the whole account";
    case "written":
    case "read":
      return name;
    case "roles":
    case "assumable":
    case "passed":
      return `roles ${name}`;
    case "anybody":
      return "whoever is somebody in AWS";
    case "unknown":
      return "what is not known";
  }
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
