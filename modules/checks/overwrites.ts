import type { AccessModel, Pod, RunnerAccess } from "../access/model";
import { type Overwrite, readOverwrite } from "../gitlab/overwrite";

/** What jobs of a runner may choose. A pattern that does not compile lets them choose nothing. */
export interface Overwrites {
  readonly key: string;
  readonly runner: RunnerAccess;
  readonly patterns: readonly NamedPattern[];
}

export interface NamedPattern {
  readonly name: (typeof PATTERNS)[number];
  readonly pattern: string;
  /** What it admits, or what Go says where it does not compile. */
  readonly read: Overwrite | { readonly problem: string };
}

const PATTERNS = [
  "namespacePattern",
  "serviceAccountPattern",
  "nodeSelectorPattern",
  "nodeTolerationPattern",
  "labelPattern",
  "annotationPattern",
] as const;

/** The overwrite patterns of every runner. */
export function overwrites({ runners }: AccessModel): readonly Overwrites[] {
  return Object.entries(runners).map(([key, runner]) => ({
    key,
    runner,
    patterns: PATTERNS.map((name) => ({
      name,
      pattern: runner[name],
      read: reading(runner[name]),
    })),
  }));
}

/** A part of what may be chosen, where its pattern compiles. */
export function chosen({ patterns }: Overwrites, name: NamedPattern["name"]): Overwrite | undefined {
  const found = patterns.find((each) => each.name === name)?.read;
  return found === undefined || "problem" in found ? undefined : found;
}

function reading(pattern: string): NamedPattern["read"] {
  try {
    return readOverwrite(pattern);
  } catch (thrown) {
    return { problem: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** Whose the ServiceAccounts of a model are. */
export interface Owners {
  /** Names by namespace. */
  readonly accounts: ReadonlyMap<string, readonly string[]>;
  /**
   * What the jobs of a runner may be by right: whom the guards that let its manager in list, and in its own namespace,
   * where no guard is, everyone but managers.
   */
  readonly own: (runner: RunnerAccess) => ReadonlySet<Pod>;
}

/** Finds them once for all runners. */
export function ownersOf({ pods, runners, admission }: AccessModel): Owners {
  const accounts = grouped(Object.keys(pods).map(partsOf), ({ namespace, name }) => [namespace, name]);
  const managers = new Set(Object.values(runners).map(({ managerServiceAccount }) => managerServiceAccount));
  const creators = Object.entries(admission).flatMap(([namespace, guard]) =>
    guard.creators.map((user) => ({ namespace, user })),
  );
  const guarded = grouped(creators, ({ namespace, user }) => [user, namespace]);
  return {
    accounts,
    own: ({ defaultPod, managerServiceAccount }) => {
      const { namespace: home } = partsOf(defaultPod);
      const listed = (guarded.get(userOf(managerServiceAccount)) ?? []).flatMap((namespace) =>
        Object.keys(admission[namespace]?.projects ?? {}).map((name): Pod => `${namespace}/${name}`),
      );
      const unguarded = Object.hasOwn(admission, home) ? [] : (accounts.get(home) ?? []);
      const there = unguarded.map((name): Pod => `${home}/${name}`).filter((pod) => !managers.has(pod));
      return new Set([...listed, ...there]);
    },
  };
}

function userOf(pod: Pod): string {
  const { namespace, name } = partsOf(pod);
  return `system:serviceaccount:${namespace}:${name}`;
}

function grouped<T>(
  items: readonly T[],
  entry: (item: T) => readonly [string, string],
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [key, value] of items.map(entry)) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

export function partsOf(pod: string): { readonly namespace: string; readonly name: string } {
  const [namespace = "", name = ""] = pod.split("/");
  return { namespace, name };
}
