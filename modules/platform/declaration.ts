import type { Place, Problem } from "./problem";

/** A declaration as it was read, from YAML or TypeScript, before it is validated. */
export interface Declaration {
  /** Plain data. Undefined where nothing could be read. */
  readonly value: unknown;
  /** What was wrong with its form. */
  readonly problems: readonly Problem[];
  readonly locate: (place: Place) => Location;
}

/** How to point at a part of a declaration. */
export interface Location {
  /** `file:line:column`, or a TypeScript accessor. */
  readonly text: string;
  /** Undefined for TypeScript, as are line and column. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** What is written there, where it is a scalar: `0123`, not the number that YAML makes of it. */
  readonly source?: string;
}
