/**
 * Whether two patterns, of the wildcards `*` and `?`, have a text in common: two resources of policies may mean the same
 * thing then. Steps: those of the shorter pattern for each star of the other, in practice the sum of both lengths.
 */
export function overlap(a: string, b: string): boolean {
  // Most pairs are decided by what is literal at their beginnings.
  let start = 0;
  while (start < a.length && a[start] === b[start] && a[start] !== "*" && a[start] !== "?") start++;
  const [x, y] = [a[start], b[start]];
  if (x !== undefined && y !== undefined && x !== y && !isWild(x) && !isWild(y)) return false;
  const [left, right] = [a.slice(start), b.slice(start)];
  return left === "*" || right === "*" || left === right || search(left, right);
}

function isWild(character: string): boolean {
  return character === "*" || character === "?";
}

/** Walks through both at once, and both ways wherever one has a star. */
function search(a: string, b: string): boolean {
  const reached = new Set<number>();
  const open: number[] = [];
  const width = b.length + 1;
  const reach = (state: number): void => {
    if (reached.has(state)) return;
    reached.add(state);
    open.push(state);
  };
  reach(0);
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const [x, y] = [a[Math.floor(state / width)], b[state % width]];
    if (x === undefined && y === undefined) return true;
    if (x === "*") {
      reach(state + width);
      if (y !== undefined) reach(state + 1);
    } else if (y === "*") {
      reach(state + 1);
      if (x !== undefined) reach(state + width);
    } else if (x !== undefined && y !== undefined && (x === y || x === "?" || y === "?")) reach(state + width + 1);
  }
  return false;
}

/**
 * The same of patterns of ARNs, part by part: a wildcard in the place of a region stands for a region. What has fewer
 * parts is taken as it is written.
 */
export function overlapOfArns(a: string, b: string): boolean {
  const [left, right] = [partsOf(a), partsOf(b)];
  if (left.length < ARN_PARTS || right.length < ARN_PARTS) return overlap(a, b);
  return left.every((part, i) => overlap(part, right[i] ?? ""));
}

const ARN_PARTS = 6;

function partsOf(arn: string): readonly string[] {
  const parts = arn.split(":");
  return parts.length <= ARN_PARTS ? parts : [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(":")];
}

/** What stands before the first wildcard of a pattern. */
export function literalPrefix(pattern: string): string {
  return /^[^*?]*/.exec(pattern)?.[0] ?? "";
}
