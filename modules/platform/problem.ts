import type { Path } from "./path";

/** Something wrong with a declaration: what, where, and how to mend it. */
export interface Problem {
  /** Stable id of the rule. */
  readonly check: string;
  readonly severity: "error" | "warning";
  readonly at: Place;
  /** What was got and what was expected, in one sentence. */
  readonly message: string;
  /** What to do, in one sentence. */
  readonly fix?: string;
  /** The value it is about, where one entry can have several: an acceptance has to name it. */
  readonly about?: string;
}

/** A place in the declaration by path, or in a file where no path leads (YAML that does not parse). */
export type Place =
  | { readonly path: Path; readonly part?: "key" | "value" }
  | { readonly line: number; readonly column: number; readonly file?: string };

export function error(check: string, at: Place, message: string, fix?: string): Problem {
  return { check, severity: "error", at, message, ...(fix === undefined ? {} : { fix }) };
}

export function warning(check: string, at: Place, message: string, fix?: string): Problem {
  return { check, severity: "warning", at, message, ...(fix === undefined ? {} : { fix }) };
}
