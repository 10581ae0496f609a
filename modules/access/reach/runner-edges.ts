import { type Overwrite, readOverwrite } from "../../gitlab/overwrite";
import type { AccessModel, Pod, RunnerAccess } from "../model";
import { splitPod, type TrustDomains } from "../trust-domain";
import type { Edge, Place } from "./graph";
import { podsByNamespace } from "./namespace-edges";
import { UNKNOWN } from "./power-edges";

/** What jobs may ask their runner for: to be another ServiceAccount, in another namespace; and what runners share. */
export function runnerEdges(model: AccessModel, domains: TrustDomains): readonly Edge[] {
  const byNamespace = podsByNamespace(model);
  return [
    ...(Object.keys(model.pods) as Pod[]).flatMap((pod) => jobEdges(pod, model, domains)),
    ...Object.entries(model.runners).flatMap(([release, runner]) => patternEdges(release, runner, byNamespace)),
    ...cacheEdges(model),
  ];
}

/** A pod of a job is a job of its runner, and with a guard none of what other projects may be. */
function jobEdges(pod: Pod, { admission, runners }: AccessModel, domains: TrustDomains): readonly Edge[] {
  const { namespace } = splitPod(pod);
  const release = domains.runnerOfJobs(namespace);
  if (release === undefined || runners[release]?.managerServiceAccount === pod) return [];
  const from: Place = { kind: "pod", name: pod };
  const guarded = Object.hasOwn(admission, namespace);
  return [
    {
      from,
      to: { kind: "jobs", name: release },
      how: `is a job of runner ${release}`,
      at: ["pods", pod],
      meant: true,
    },
    {
      from,
      to: { kind: "runner", name: release },
      how: `may ask runner ${release} for any ServiceAccount that it lets its jobs be`,
      at: ["runners", release, "serviceAccountPattern"],
      ...(guarded ? { cut: `the guard of ${namespace}: each ServiceAccount is for the jobs of its projects` } : {}),
    },
  ];
}

/** The pods that jobs of a runner may be, of those that are known. */
function patternEdges(
  release: string,
  runner: RunnerAccess,
  byNamespace: ReadonlyMap<string, readonly Pod[]>,
): readonly Edge[] {
  const from: Place = { kind: "runner", name: release };
  const { namespace } = splitPod(runner.defaultPod);
  const [accounts, namespaces] = [read(runner.serviceAccountPattern), read(runner.namespacePattern)];
  if (accounts === undefined || namespaces === undefined) {
    const how = "has a pattern that the runner does not take: jobs that ask for something fail";
    return [{ from, to: UNKNOWN, how, at: ["runners", release], open: "what it would mean is not known" }];
  }
  const chosen = [...byNamespace]
    .filter(([own]) => own === namespace || namespaces.admits(own))
    .flatMap(([own, pods]) =>
      pods.filter((pod) => pod === runner.defaultPod || accounts.admits(pod.slice(own.length + 1))),
    );
  return [
    ...chosen.map((pod): Edge => ({
      from,
      to: { kind: "pod", name: pod },
      how: `lets its jobs be ${pod}`,
      at: ["runners", release, "serviceAccountPattern"],
    })),
    ...openPatterns(from, release, runner),
  ];
}

/** What a job may choose freely. Labels and annotations make it nobody else. */
function openPatterns(from: Place, release: string, runner: RunnerAccess): readonly Edge[] {
  const keys = {
    serviceAccountPattern: "ServiceAccount",
    namespacePattern: "namespace",
    nodeSelectorPattern: "label of nodes",
    nodeTolerationPattern: "taint to tolerate",
  } as const;
  return (Object.keys(keys) as (keyof typeof keys)[]).flatMap((key): readonly Edge[] => {
    const pattern = runner[key];
    const { anchored = true, everything = false } = read(pattern) ?? {};
    if (anchored && !everything) return [];
    const which = everything ? `any ${keys[key]}` : `any ${keys[key]} that the pattern is found in`;
    const how = `lets its jobs choose ${which}: ${pattern}`;
    return [{ from, to: UNKNOWN, how, at: ["runners", release, key], open: "what others there may do is not known" }];
  });
}

function read(pattern: string): Overwrite | undefined {
  try {
    return readOverwrite(pattern);
  } catch {
    return undefined;
  }
}

/** Runners whose caches are one in the other: what jobs of one leave there jobs of the other unpack. */
function cacheEdges({ runners }: AccessModel): readonly Edge[] {
  const caches = Object.entries(runners)
    .flatMap(([release, { cache }]) => (cache === undefined ? [] : [{ release, cache }]))
    .sort((a, b) => (a.cache < b.cache ? -1 : Number(a.cache > b.cache)));
  // What is inside of a place comes right after it in this order.
  let outer = caches[0];
  return caches.slice(1).flatMap((inner): readonly Edge[] => {
    if (outer === undefined || !inner.cache.startsWith(outer.cache)) {
      outer = inner;
      return [];
    }
    return [sharing(outer, inner), sharing(inner, outer)];
  });
}

interface Cache {
  readonly release: string;
  readonly cache: string;
}

function sharing(one: Cache, other: Cache): Edge {
  return {
    from: { kind: "jobs", name: one.release },
    to: { kind: "runner", name: other.release },
    how: `leaves in the cache ${one.cache} what jobs of runner ${other.release} unpack`,
    at: ["runners", one.release, "cache"],
  };
}
