import type { ModelPath, Pod, RoleName } from "../model";

/** Whom or what a path leads to. */
export type Place =
  /** Code that runs as a ServiceAccount: with its permissions in Kubernetes and its role. */
  | { readonly kind: "pod"; readonly name: Pod }
  /** A ServiceAccount to the API server alone: who impersonates it has none of its role. */
  | { readonly kind: "ServiceAccount"; readonly name: Pod }
  | { readonly kind: "role"; readonly name: RoleName }
  /** A job of a runner, by its release, as what it is. */
  | { readonly kind: "jobs"; readonly name: string }
  /** The same as whatever the runner lets a job be. */
  | { readonly kind: "runner"; readonly name: string }
  /** What registers as a runner: it gets its jobs, with their variables. */
  | { readonly kind: "runner token"; readonly name: string }
  /** What runs in a namespace. */
  | { readonly kind: "namespace"; readonly name: string }
  /** Pods that one starts in a namespace, as one likes. */
  | { readonly kind: "own pods"; readonly name: string }
  /** Whatever RBAC has in a namespace. */
  | { readonly kind: "everything"; readonly name: string }
  /** The ServiceAccounts of a namespace, to the API server alone. */
  | { readonly kind: "ServiceAccounts"; readonly name: string }
  | { readonly kind: "Secrets" | "logs" | "ports" | "Pod Security"; readonly name: string }
  /** Which roles the ServiceAccounts of a namespace ask for. */
  | { readonly kind: "annotations"; readonly name: string }
  /** A permission in the whole cluster, in words. */
  | { readonly kind: "everywhere"; readonly name: string }
  /** Root on nodes: a pool of their own by its labels, `shared`, or `any`. */
  | { readonly kind: "nodes"; readonly name: string }
  /** The metadata service of nodes. */
  | { readonly kind: "metadata"; readonly name: "" }
  /** What the API server refuses, the guards among it. */
  | { readonly kind: "admission"; readonly name: "" }
  /** Everything in Kubernetes, everything in AWS. */
  | { readonly kind: "cluster" | "account"; readonly name: "" }
  /** Resources that are written, or read, by a pattern of their ARNs. */
  | { readonly kind: "written" | "read"; readonly name: string }
  /** Every role that a pattern stands for; that it stands for and lets the account in; that is passed to a service. */
  | { readonly kind: "roles" | "assumable" | "passed"; readonly name: string }
  /** Whoever has a role at all. */
  | { readonly kind: "anybody"; readonly name: "" }
  | { readonly kind: "unknown"; readonly name: "" };

/** A step from one place to another. */
export interface Edge {
  readonly from: Place;
  readonly to: Place;
  /** In words that go on from `from`. */
  readonly how: string;
  /** Where in the model it comes from. */
  readonly at: ModelPath;
  /** What keeps it from being gone: a cut edge is no part of a path. */
  readonly cut?: string;
  /** Why it cannot be told whether it can be gone. */
  readonly open?: string;
  /** Whether it is what a declaration means: a pod has its role, a job is one of its project. */
  readonly meant?: boolean;
  /** The check that tells of it by itself. */
  readonly saidBy?: string;
}

/** Everything that a model has of edges. */
export interface Graph {
  readonly edges: readonly Edge[];
  /** Those that begin at a place, in order. */
  readonly from: (place: Place) => readonly Edge[];
}

/** A path in a graph; its edges follow one another. */
export interface Way {
  readonly to: Place;
  readonly edges: readonly Edge[];
}

export function graph(edges: readonly Edge[]): Graph {
  const byPlace = new Map<string, Edge[]>();
  for (const edge of edges) {
    const key = placeKey(edge.from);
    const group = byPlace.get(key);
    if (group === undefined) byPlace.set(key, [edge]);
    else group.push(edge);
  }
  return { edges, from: (place) => byPlace.get(placeKey(place)) ?? [] };
}

export function placeKey({ kind, name }: Place): string {
  return `${kind} ${name}`;
}

/**
 * The shortest ways from some places to every other that they lead to, the nearest first. What cannot be told is gone as
 * if it could: unknown is never taken for closed.
 */
export function ways({ from }: Graph, starts: readonly Place[]): readonly Way[] {
  const seen = new Set(starts.map(placeKey));
  const found: Way[] = [];
  let near: readonly Way[] = starts.map((to) => ({ to, edges: [] }));
  while (near.length > 0) {
    const next: Way[] = [];
    for (const way of near) {
      for (const edge of from(way.to)) {
        if (edge.cut !== undefined || seen.has(placeKey(edge.to))) continue;
        seen.add(placeKey(edge.to));
        next.push({ to: edge.to, edges: [...way.edges, edge] });
      }
    }
    found.push(...next);
    near = next;
  }
  return found;
}
