import { literalPrefix, overlap } from "./overlap";

/**
 * A look-up of what overlaps a pattern of ARNs, among patterns or whole ARNs, in order. Steps: those of the beginnings
 * that the pattern has, and of what begins as it does.
 */
export function patternIndex<T>(items: readonly T[], patternOf: (item: T) => string): (pattern: string) => Iterable<T> {
  const byPrefix = new Map<string, T[]>();
  for (const item of items) {
    const prefix = literalPrefix(patternOf(item));
    const group = byPrefix.get(prefix);
    if (group === undefined) byPrefix.set(prefix, [item]);
    else group.push(item);
  }
  const prefixes = [...byPrefix.keys()].sort();
  return function* (pattern) {
    const prefix = literalPrefix(pattern);
    // Two patterns overlap only where what is literal at the beginning of one begins what is literal in the other.
    const near = [...Array(prefix.length).keys()].map((length) => prefix.slice(0, length));
    const longer = prefix.length < pattern.length ? startingWith(prefixes, prefix) : [prefix];
    for (const candidate of [...near, ...longer]) {
      for (const item of byPrefix.get(candidate) ?? []) {
        if (overlap(patternOf(item), pattern)) yield item;
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
