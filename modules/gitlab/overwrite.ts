import { RE2JS } from "re2js";

/** What a pattern of a runner lets a job choose. */
export interface Overwrite {
  readonly admits: (name: string) => boolean;
  /** Every name that it admits, where it is a list of names. */
  readonly names?: ReadonlySet<string>;
  /** Whether a name has to match as a whole: the runner takes a match anywhere in it. */
  readonly anchored: boolean;
  /** Whether it admits every name that Kubernetes would take. */
  readonly everything: boolean;
}

/**
 * Reads an overwrite pattern as the runner does, by Go's `regexp.MatchString`. Throws what Go says of one that does not
 * compile. An empty one lets a job choose nothing.
 *
 * @see https://docs.gitlab.com/runner/executors/kubernetes/#overwrite-the-kubernetes-default-service-account
 */
export function readOverwrite(pattern: string): Overwrite {
  const names = namesOf(pattern);
  if (names !== undefined) return { admits: (name) => names.has(name), names, anchored: true, everything: false };
  const compiled = RE2JS.compile(pattern);
  const admits = (name: string) => compiled.matcher(name).find();
  const everything = UNLIKELY_NAMES.every(admits) || UNLIKELY_PAIRS.every(admits);
  return { admits, anchored: isAnchored(pattern), everything };
}

/** Names that have nothing in common but that Kubernetes takes them. */
const UNLIKELY_NAMES = ["q", "7", "zz-9-plural-z-alpha", "x".repeat(63)];

/** The same of labels, annotations and taints. */
const UNLIKELY_PAIRS = ["q=7", "7=q", "zz-9.plural/z=alpha:NoSchedule", `${"x".repeat(63)}=y`];

/** The names of a pattern that lists them, `^(?:a|b)$` or `^a$`; an empty one has none. Pairs `key=value` are as names. */
function namesOf(pattern: string): ReadonlySet<string> | undefined {
  if (pattern === "") return new Set();
  const [, list, single] = /^\^(?:\(\?:([^()]+)\)|([^()|]+))\$$/.exec(pattern) ?? [];
  const branches = (list ?? single)?.split("|") ?? [];
  if (branches.length === 0 || !branches.every((branch) => /^(?:[A-Za-z0-9_=/:-]|\\\.)+$/.test(branch)))
    return undefined;
  return new Set(branches.map((branch) => branch.replaceAll("\\.", ".")));
}

/** A part of a pattern as far as it matters for where a match begins and ends. */
type Part = "begin" | "end" | "other" | { readonly branches: readonly (readonly Part[])[] };

/**
 * Whether every match of a pattern is of the whole text: each of its branches begins with `^` and ends with `$`. A
 * pattern that is anchored in another way counts as open.
 */
function isAnchored(pattern: string): boolean {
  const branches = new Parser(pattern).branches();
  return branches !== undefined && ["begin" as const, "end" as const].every((edge) => holds(edge, branches));
}

function holds(edge: "begin" | "end", branches: readonly (readonly Part[])[]): boolean {
  return branches.every((parts) => {
    const part = edge === "begin" ? parts[0] : parts.at(-1);
    return part === edge || (typeof part === "object" && holds(edge, part.branches));
  });
}

/** Takes a pattern that compiles apart; undefined branches where `^` and `$` could be about lines. */
class Parser {
  private at = 0;

  constructor(private readonly pattern: string) {}

  branches(): readonly (readonly Part[])[] | undefined {
    const branches: Part[][] = [[]];
    while (this.at < this.pattern.length && !this.pattern.startsWith(")", this.at)) {
      if (this.take(/\|/y) !== undefined) {
        branches.push([]);
        continue;
      }
      const part = this.part();
      if (part === undefined) return undefined;
      if (part !== "")
        branches.at(-1)?.push(this.take(/(?:[*+?]|\{\d+(?:,\d*)?\})\??/y) === undefined ? part : "other");
    }
    return branches;
  }

  /** The next part; empty text for flags. */
  private part(): Part | "" | undefined {
    if (this.take(/\^|\\A/y) !== undefined) return "begin";
    if (this.take(/\$|\\z/y) !== undefined) return "end";
    const opening = this.take(/\((?:\?(?:P?<\w+>|[imsU-]*:?\)?))?/y);
    if (opening === undefined) {
      this.take(/\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|./sy);
      return "other";
    }
    if (/^\(\?[a-zA-Z-]*m/.test(opening) && !opening.includes("<")) return undefined;
    if (opening.endsWith(")")) return "";
    const branches = this.branches();
    this.at += 1;
    return branches === undefined ? undefined : { branches };
  }

  private take(expression: RegExp): string | undefined {
    expression.lastIndex = this.at;
    const [text] = expression.exec(this.pattern) ?? [];
    this.at += text?.length ?? 0;
    return text;
  }
}
