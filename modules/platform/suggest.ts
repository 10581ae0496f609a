import { distance } from "fastest-levenshtein";

/** The candidate closest to a misspelt word, or undefined when none is close enough to be meant. */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  let best: { candidate: string; edits: number } | undefined;
  for (const candidate of candidates) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    const most = Math.max(candidate.length > 3 ? 2 : 1, Math.floor(candidate.length / 3));
    if (edits <= most && (best === undefined || edits < best.edits)) {
      best = { candidate, edits };
    }
  }
  return best?.candidate;
}

/** `Did you mean "x"?`, or what there is to choose from. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const close = suggest(word, candidates);
  if (close !== undefined) return `did you mean "${close}"?`;
  return candidates.length === 0 ? "none is declared" : `there is: ${[...candidates].sort().join(", ")}`;
}
