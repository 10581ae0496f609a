import { type Glob, glob } from "../evaluate/glob";
import { completeArn, type Place } from "../evaluate/resource-pattern";
import { template } from "../evaluate/variables";

/** A pattern of actions or resources that is ready to be held against others. */
export interface Pattern {
  readonly text: string;
  /** What it stands for at the most: a variable stands for anything. */
  readonly tokens: readonly Token[];
  /** Whether it stands for that only with some values of its variables. */
  readonly variable: boolean;
}

/** The code of a character, or a wildcard. */
type Token = number;

const MANY: Token = -1;
const ONE: Token = -2;

/** A pattern of actions, in which case does not matter. */
export function actionsOf(text: string): Pattern {
  return { text, tokens: tokensOf(glob(text.toLowerCase())), variable: false };
}

/** A pattern of resources as it stands in a policy of an identity or of a resource. */
export function resourcesOf(text: string, place: Place): Pattern {
  const parts = template(place === "identity" ? completeArn(text) : text, "2012-10-17");
  const fixed = parts.map((part): Glob[number] => (part.kind === "variable" ? { kind: "many" } : part));
  return { text, tokens: tokensOf(fixed), variable: fixed.some((part, i) => part !== parts[i]) };
}

/**
 * Whether all that one pattern stands for is in what another stands for. Sound, and complete up to patterns that nobody
 * writes: a wildcard of the inner one has to be met by one of the outer one.
 */
export function contains(outer: Pattern, inner: Pattern): boolean {
  if (outer.text === inner.text) return true;
  if (outer.variable) return false;
  const { tokens: pattern } = outer;
  const { tokens: text } = inner;
  let part = 0;
  let at = 0;
  let back: { part: number; at: number } | undefined;
  while (at < text.length || part < pattern.length) {
    const here = pattern[part];
    if (here === MANY) {
      part += 1;
      back = { part, at };
      continue;
    }
    const there = text[at];
    if (here !== undefined && there !== undefined && (here === there || (here === ONE && there !== MANY))) {
      part += 1;
      at += 1;
      continue;
    }
    // As in the match of a text only the last wildcard is tried again.
    if (back === undefined || back.at >= text.length) return false;
    back.at += 1;
    part = back.part;
    at = back.at;
  }
  return true;
}

/** Whether two patterns may stand for the same thing. */
export function overlaps(a: Pattern, b: Pattern): boolean {
  if (!mayBegin(a.tokens, b.tokens)) return false;
  // Which beginnings of `b` fit the beginning of `a` that was read so far.
  let fitting = closed([true, ...b.tokens.map(() => false)], b.tokens);
  for (const token of a.tokens) {
    const next = b.tokens.map(() => false);
    next.push(false);
    b.tokens.forEach((other, j) => {
      if (fitting[j] !== true) return;
      if (other === MANY && token !== MANY) next[j] = true;
      else if (other !== MANY && token !== MANY && (token === other || token === ONE || other === ONE))
        next[j + 1] = true;
    });
    if (token === MANY) {
      // What has been read of `b` may stay, or go on by any number of characters.
      const first = fitting.indexOf(true);
      fitting = fitting.map((_, j) => first >= 0 && j >= first);
    } else fitting = closed(next, b.tokens);
  }
  return fitting[b.tokens.length] === true;
}

/** A wildcard for many stands for none as well. */
function closed(fitting: readonly boolean[], tokens: readonly Token[]): readonly boolean[] {
  const all = [...fitting];
  tokens.forEach((token, j) => {
    if (all[j] === true && token === MANY) all[j + 1] = true;
  });
  return all;
}

/** Whether what stands before the first wildcard agrees: most patterns differ there. */
function mayBegin(a: readonly Token[], b: readonly Token[]): boolean {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [x = MANY, y = MANY] = [a[i], b[i]];
    if (x === MANY || y === MANY) return true;
    if (x !== y && x !== ONE && y !== ONE) return false;
  }
  return true;
}

/** Characters one by one; of wildcards that stand together, those for one first and of those for many one. */
function tokensOf(parts: Glob): readonly Token[] {
  const tokens: Token[] = [];
  for (const part of parts) {
    if (part.kind === "text") {
      for (let i = 0; i < part.text.length; i++) tokens.push(part.text.charCodeAt(i));
    } else if (part.kind === "many") {
      if (tokens.at(-1) !== MANY) tokens.push(MANY);
    } else if (tokens.at(-1) === MANY) tokens.splice(-1, 0, ONE);
    else tokens.push(ONE);
  }
  return tokens;
}
