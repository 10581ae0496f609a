/** A text with wildcards, taken apart: what stands for itself, and what stands for others. */
export type Glob = readonly GlobPart[];

export type GlobPart =
  | { readonly kind: "text"; readonly text: string }
  /** `?` */
  | { readonly kind: "one" }
  /** `*` */
  | { readonly kind: "many" };

/** Takes a pattern apart. Text that came in by a variable is given as parts already: its own `*` is no wildcard. */
export function glob(pattern: string): Glob {
  return pattern
    .split(/([*?])/)
    .filter((part) => part !== "")
    .map((part) => (part === "*" ? { kind: "many" } : part === "?" ? { kind: "one" } : { kind: "text", text: part }));
}

/**
 * Whether a text is what a glob stands for, all of it. Time grows with the product of both lengths at the most: on a
 * mismatch only the last `*` is tried again, since an earlier one cannot do better.
 */
export function globMatches(parts: Glob, text: string): boolean {
  let part = 0;
  let at = 0;
  let back: { readonly part: number; at: number } | undefined;
  for (;;) {
    const here = parts[part];
    if (here === undefined) {
      if (at === text.length) return true;
    } else if (here.kind === "many") {
      part += 1;
      if (part === parts.length) return true;
      back = { part, at };
      continue;
    } else {
      const length = here.kind === "one" ? 1 : here.text.length;
      if (here.kind === "one" ? at < text.length : text.startsWith(here.text, at)) {
        part += 1;
        at += length;
        continue;
      }
    }
    if (back === undefined || back.at >= text.length) return false;
    back.at += 1;
    part = back.part;
    at = back.at;
  }
}
