/**
 * Whether two patterns, of the wildcards `*` and `?`, have a text in common: two resources of policies may mean the same
 * thing then. Steps: those of the shorter pattern for each star of the other, in practice the sum of both lengths.
 */
export function overlap(a: string, b: string): boolean {
  const reached = new Set<number>();
  const open: [i: number, j: number][] = [[0, 0]];
  const reach = (i: number, j: number): void => {
    const state = i * (b.length + 1) + j;
    if (reached.has(state)) return;
    reached.add(state);
    open.push([i, j]);
  };
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    const [i, j] = here;
    const [x, y] = [a[i], b[j]];
    if (x === undefined && y === undefined) return true;
    if (x === "*") {
      reach(i + 1, j);
      if (y !== undefined) reach(i, j + 1);
    } else if (y === "*") {
      reach(i, j + 1);
      if (x !== undefined) reach(i + 1, j);
    } else if (x !== undefined && y !== undefined && (x === y || x === "?" || y === "?")) reach(i + 1, j + 1);
  }
  return false;
}

/** What stands before the first wildcard of a pattern. */
export function literalPrefix(pattern: string): string {
  return /^[^*?]*/.exec(pattern)?.[0] ?? "";
}
