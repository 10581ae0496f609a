import type { AccessModel, ModelPath, RoleName } from "../access/model";
import { literalPrefix, overlap } from "../iam/overlap";
import { wildcard } from "../iam/wildcard";
import { allowances } from "./allowance";

/** A resource, or a pattern of some, that a role may do something to. */
export interface Reach {
  readonly role: RoleName;
  readonly resource: string;
  readonly at: ModelPath;
}

/** Where some actions are allowed on what a pattern of resources has in common with, by an action or a pattern. */
export function reaches(model: AccessModel, actions: readonly string[], kind: RegExp): readonly Reach[] {
  const allowed = new Map<string, boolean>();
  const isOne = (pattern: string): boolean => {
    const known = allowed.get(pattern);
    if (known !== undefined) return known;
    const matches = wildcard(pattern);
    const now = actions.some((action) => matches.test(action));
    allowed.set(pattern, now);
    return now;
  };
  return allowances(model).flatMap(({ role, statement: { Action = [], Resource = [] }, at }) =>
    Action.some(isOne)
      ? Resource.flatMap((resource, index) =>
          kind.test(resource) ? [{ role, resource, at: [...at, "Resource", index] }] : [],
        )
      : [],
  );
}

/**
 * A look-up of what overlaps a resource. One for each group of what overlaps the same and counts the same, so that
 * thousands of roles with the same resource are one step, not thousands each.
 */
export function overlapping<T extends Reach>(
  all: readonly T[],
  group: (reach: T) => string,
): (resource: string) => Iterable<T> {
  const byPrefix = new Map<string, Map<string, T>>();
  for (const reach of all) {
    const prefix = literalPrefix(reach.resource);
    const groups = byPrefix.get(prefix) ?? new Map<string, T>();
    byPrefix.set(prefix, groups);
    const key = JSON.stringify([reach.resource, group(reach)]);
    if (!groups.has(key)) groups.set(key, reach);
  }
  const prefixes = [...byPrefix.keys()].sort();
  return function* (resource) {
    const prefix = literalPrefix(resource);
    // Two patterns overlap only where what is literal at the beginning of one begins what is literal in the other.
    const near = [...Array(prefix.length).keys()].map((length) => prefix.slice(0, length));
    const longer = prefix.length < resource.length ? startingWith(prefixes, prefix) : [prefix];
    for (const candidate of [...near, ...longer]) {
      for (const reach of byPrefix.get(candidate)?.values() ?? []) {
        if (overlap(reach.resource, resource)) yield reach;
      }
    }
  };
}

function startingWith(sorted: readonly string[], prefix: string): readonly string[] {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < prefix) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (sorted[end]?.startsWith(prefix) === true) end++;
  return sorted.slice(low, end);
}
