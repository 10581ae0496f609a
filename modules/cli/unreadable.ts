import type { Declaration } from "../platform/declaration";
import { error, type Place } from "../platform/problem";

/** A declaration that cannot be read, for this reason: at the beginning of its file, unless a place is told. */
export function unreadable(file: string, reason: string, fix: string, place?: Place): Declaration {
  const at = place ?? { file, line: 1, column: 1 };
  const start = { text: `${file}:1:1`, file, line: 1, column: 1 };
  return {
    value: undefined,
    problems: [error("file", at, reason, fix)],
    locate: (asked) => ("line" in asked ? { ...asked, text: textOf(asked) } : start),
  };
}

function textOf({ file = "", line, column }: Extract<Place, { readonly line: number }>): string {
  return `${file}:${String(line)}:${String(column)}`;
}
