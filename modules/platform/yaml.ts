import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  visit,
} from "yaml";
import type { Declaration, Location } from "./declaration";
import type { Path } from "./path";
import { error, type Place, type Problem } from "./problem";

/**
 * Reads a declaration from YAML text. What YAML itself refuses, duplicate keys and aliases that lead nowhere or
 * into themselves are problems with line and column; the text is never interpreted further then.
 *
 * @param file name for messages
 */
export function parseYaml(text: string, file: string): Declaration {
  const lines = new LineCounter();
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const documents = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: false, logLevel: "silent" });
  const unread = (problems: readonly Problem[]): Declaration => ({
    value: undefined,
    problems: problems.map((problem) => ({ ...problem, at: { ...problem.at, file } })),
    locate: (place) => location(file, "line" in place ? place : { line: 1, column: 1 }),
  });
  const document = Array.isArray(documents) ? documents[0] : undefined;
  if (document === undefined || document.contents === null) {
    return unread([
      error("yaml", { line: 1, column: 1 }, "the file is empty", "declare at least name, aws and identities"),
    ]);
  }
  const second = documents[1];
  if (second !== undefined) {
    const place = at(second.range[0]);
    return unread([error("yaml", place, "a second YAML document begins here", 'write one declaration; remove "---"')]);
  }
  const problems = [
    ...document.errors.map((e) =>
      error("yaml", at(e.pos[0]), sentence(e.message), "mend the YAML here or just before"),
    ),
    ...badKeys(document, at),
    ...badAliases(document, at),
  ];
  if (problems.length > 0) return unread(problems);

  const locate = (place: Place): Location => {
    if ("line" in place) return location(file, place);
    const { offset, source } = find(document, place.path, place.part ?? "value");
    return { ...location(file, at(offset)), ...(source === undefined ? {} : { source }) };
  };
  try {
    return { value: document.toJS({ maxAliasCount: 1000 }) as unknown, problems: [], locate };
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return unread([error("yaml", { line: 1, column: 1 }, sentence(message), "use fewer aliases")]);
  }
}

function location(file: string, { line, column }: { line: number; column: number }): Location {
  return { text: `${file}:${String(line)}:${String(column)}`, file, line, column };
}

/** The parser's first line, without the excerpt that follows it. */
function sentence(message: string): string {
  if (message.startsWith("Maximum call stack")) return "the text is nested too deeply";
  return (message.split("\n")[0] ?? message).replace(/ at line \d+, column \d+:?$/, "").replace(/[.:]$/, "");
}

type At = (offset: number) => { line: number; column: number };

function badKeys(document: Document.Parsed, at: At): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Map(_, map) {
      const first = new Map<string, number>();
      for (const pair of map.items) {
        const { key } = pair;
        if (!isScalar(key) || key.range == null) continue;
        const name = String(key.value);
        if (name === "__proto__") {
          // JavaScript's own word: libraries pass such a key over, and what is passed over is not checked.
          problems.push(error("yaml", at(key.range[0]), 'got the key "__proto__", expected a name', "rename it"));
        }
        const before = first.get(name);
        if (before === undefined) {
          first.set(name, key.range[0]);
          continue;
        }
        const { line, column } = at(before);
        const fix = "keep one of the two, or give one another key";
        const earlier = `${String(line)}:${String(column)}`;
        problems.push(error("duplicate-key", at(key.range[0]), `key "${name}" is declared already at ${earlier}`, fix));
      }
    },
  });
  return problems;
}

function badAliases(document: Document.Parsed, at: At): Problem[] {
  const problems: Problem[] = [];
  // As far as it was read: the library's own look-up walks the whole document for each alias.
  const anchored = new Map<string, Node>();
  const remember = (_: unknown, node: Node): void => {
    if ("anchor" in node && typeof node.anchor === "string") anchored.set(node.anchor, node);
  };
  visit(document, {
    Value: remember,
    Alias(_, alias, ancestors) {
      const target = anchored.get(alias.source);
      const place = at(alias.range?.[0] ?? 0);
      if (target === undefined) {
        const fix = `write &${alias.source} before what it stands for`;
        problems.push(error("yaml-alias", place, `alias *${alias.source} has no anchor before it`, fix));
      } else if (ancestors.includes(target)) {
        problems.push(error("yaml-alias", place, `alias *${alias.source} contains itself`, "write the value out"));
      }
    },
  });
  return problems;
}

/** Where a path leads; for a path that leads nowhere (a key that is missing), the nearest thing above it. */
function find(document: Document.Parsed, path: Path, part: "key" | "value"): { offset: number; source?: string } {
  let node: unknown = document.contents;
  let pair: Pair | undefined;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (!isCollection(node)) break;
    const next: unknown = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step))
      : node.items[Number(step)];
    if (next === undefined) {
      // The key is missing: point at the key of what should have it.
      part = "key";
      break;
    }
    pair = isPair(next) ? next : undefined;
    node = isPair(next) ? next.value : next;
  }
  const target = part === "key" && pair !== undefined ? pair.key : (node ?? pair?.key);
  const offset = rangeOf(target) ?? rangeOf(pair?.key) ?? 0;
  return isScalar(target) && target.source !== undefined && part === "value"
    ? { offset, source: target.source }
    : { offset };
}

function rangeOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
