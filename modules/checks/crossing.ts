import type { AccessModel, ModelPath, RoleName } from "../access/model";
import { patternIndex } from "../iam/pattern-index";
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
  const groups = new Map<string, T>();
  for (const reach of all) {
    const key = JSON.stringify([reach.resource, group(reach)]);
    if (!groups.has(key)) groups.set(key, reach);
  }
  return patternIndex([...groups.values()], ({ resource }) => resource);
}
