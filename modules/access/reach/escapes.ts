import type { AccessModel } from "../model";
import { type Edge, type Graph, type Place, placeKey } from "./graph";
import { placeDomains } from "./reach";

/** A step that leaves a trust domain, and how it goes on to whom it leads to. */
export interface Escape {
  /** The first step is the one to mend; the last leads to somebody of another domain. */
  readonly edges: readonly [Edge, ...Edge[]];
  readonly from: string;
  readonly to: Place;
  readonly domain: string;
}

/**
 * The steps that leave a trust domain for sure, each once, with the shortest way to somebody of another. What goes on
 * within a domain is told where it leaves it; what cannot be told is not among them.
 */
export function escapes(model: AccessModel, reach: Graph): readonly Escape[] {
  const domainOf = placeDomains(model);
  const onwards = nearest(reach, domainOf);
  return reach.edges.flatMap((edge): readonly Escape[] => {
    const from = domainOf(edge.from);
    if (from === undefined || !isOwn(edge, from, domainOf(edge.to))) return [];
    const found = onwards(edge.to).find(({ domain }) => domain !== from);
    // Within the domain it is told where it goes on.
    if (found === undefined || domainOf(edge.to) === from) return [];
    return [{ edges: [edge, ...found.edges], from, to: found.to, domain: found.domain }];
  });
}

function isPassable({ cut, open }: Edge): boolean {
  return cut === undefined && open === undefined;
}

/** Whether somebody can go a step, and it is neither what is declared for the domain nor what another check tells. */
function isOwn(edge: Edge, from: string, to: string | undefined): boolean {
  const meant = edge.meant === true && (to === undefined || to === from);
  return isPassable(edge) && !meant && edge.saidBy === undefined && !isShared(edge.from);
}

/** What belongs to nobody: who gets there is told of it. */
function isShared({ kind }: Place): boolean {
  return ["cluster", "account", "admission", "nodes", "Secrets", "Pod Security"].includes(kind);
}

interface Nearest {
  readonly to: Place;
  readonly domain: string;
  readonly edges: readonly Edge[];
}

/** From a place, by places of no domain only, the nearest of some domain and the nearest of a second. */
function nearest(
  { from }: Graph,
  domainOf: (place: Place) => string | undefined,
): (place: Place) => readonly Nearest[] {
  const known = new Map<string, readonly Nearest[]>();
  const search = (start: Place): readonly Nearest[] => {
    const found: Nearest[] = [];
    const seen = new Set([placeKey(start)]);
    let near: readonly { readonly place: Place; readonly edges: readonly Edge[] }[] = [{ place: start, edges: [] }];
    while (near.length > 0) {
      const next: { readonly place: Place; readonly edges: readonly Edge[] }[] = [];
      for (const { place, edges } of near) {
        const domain = domainOf(place);
        if (domain !== undefined) {
          if (found.every((each) => each.domain !== domain)) found.push({ to: place, domain, edges });
          if (found.length === 2) return found;
          continue;
        }
        for (const edge of from(place)) {
          if (!isPassable(edge) || seen.has(placeKey(edge.to))) continue;
          seen.add(placeKey(edge.to));
          next.push({ place: edge.to, edges: [...edges, edge] });
        }
      }
      near = next;
    }
    return found;
  };
  return (place) => {
    const key = placeKey(place);
    const found = known.get(key) ?? search(place);
    known.set(key, found);
    return found;
  };
}
