import { type Reference, Unknown, type Values } from "./resource";

/** What stands in place of a value that is known only after apply. */
export type Resolve = (path: readonly (string | number)[], among: Among) => Reference | Unknown;

/** Which of the unknown values of one list it is, and of how many. */
export interface Among {
  readonly nth: number;
  readonly of: number;
}

/** One side of a change, as terraform prints it. */
export interface Side {
  readonly values: unknown;
  /** Of the same shape, true where a value is known only after apply. */
  readonly unknown?: unknown;
  /** Of the same shape, true where a value is sensitive: it stands there in clear text. */
  readonly sensitive?: unknown;
  /** The values of the other side, to tell whether a sensitive one changes. */
  readonly other?: unknown;
}

/** The values of a side: what is unknown is resolved, what is sensitive is masked. */
export function shownValues(side: Side, resolve: Resolve): Values {
  const found = combine(side, [], ALONE, resolve);
  return isRecord(found) ? found : {};
}

export const SENSITIVE = "a sensitive value";
export const CHANGING_SECRET = "a sensitive value that changes";

const ALONE: Among = { nth: 0, of: 1 };

function combine(side: Side, path: readonly (string | number)[], among: Among, resolve: Resolve): unknown {
  const { values, unknown, sensitive, other } = side;
  if (unknown === true) return resolve(path, among);
  if (sensitive === true) {
    // Null is no secret, and says that an argument is left out.
    if (values === null || values === undefined) return values;
    const same = other !== undefined && JSON.stringify(other) === JSON.stringify(values);
    return new Unknown(same ? SENSITIVE : CHANGING_SECRET);
  }
  if (Array.isArray(values) || Array.isArray(unknown)) {
    const length = Math.max(lengthOf(values), lengthOf(unknown));
    const open = Array.from({ length }, (_, i) => i).filter((i) => step(unknown, i) === true);
    return Array.from({ length }, (_, i) =>
      combine(stepSide(side, i), [...path, i], { nth: open.indexOf(i), of: open.length }, resolve),
    );
  }
  if (isRecord(values) || isRecord(unknown)) {
    const keys = new Set([...Object.keys(values ?? {}), ...Object.keys(unknown ?? {})]);
    const entries = [...keys].map(
      (key) => [key, combine(stepSide(side, key), [...path, key], ALONE, resolve)] as const,
    );
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }
  return values;
}

function stepSide({ values, unknown, sensitive, other }: Side, key: string | number): Side {
  return {
    values: step(values, key),
    unknown: step(unknown, key),
    sensitive: step(sensitive, key),
    other: step(other, key),
  };
}

function step(value: unknown, key: string | number): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string | number, unknown>>)[key];
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
