import { isRecord, type Path } from "./path";
import type { Problem } from "./problem";
import { unknownReferences } from "./references";
import { DECLARATION, type DeclarationInput } from "./schema/declaration";

/**
 * Takes out what problems were found in, so that the rest can be checked in the same run: the entry of a bucket,
 * runner, permission or identity, or only the one grant. Undefined when what is left is no declaration.
 */
export function salvage(value: unknown, problems: readonly Problem[]): DeclarationInput | undefined {
  let left = withEmptySet(value);
  let bad = problems;
  while (bad.length > 0) {
    const entries = bad.map(({ at }) => ("path" in at ? entryOf(at.path) : undefined));
    if (entries.includes(undefined)) return undefined;
    left = without(left, new Set(entries.map((entry) => JSON.stringify(entry))), []);
    // A runner stays without its default identity: its identities are judged all the same.
    bad = unknownReferences(left).filter(({ at }) => !("path" in at && at.path.at(-1) === "defaultIdentity"));
  }
  const parsed = DECLARATION.safeParse(left);
  return parsed.success ? parsed.data : undefined;
}

/** Set of permissions that stands where a grant was taken out, so that the grants after it keep their places. */
const EMPTY_SET = "taken-out";

function withEmptySet(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const permissions = isRecord(value.permissions) ? value.permissions : {};
  return { ...value, permissions: { ...permissions, [EMPTY_SET]: [] } };
}

/** The entry, or the grant of a list of grants, that a path is inside of. */
function entryOf(path: Path): Path | undefined {
  const [section, , third, fourth] = path;
  if (section === "gitlab" && path[1] === "projects" && path.length > 2) return path.slice(0, 3);
  if (path.length < 2) return undefined;
  if (section === "identities" && third === "allow" && typeof fourth === "number") return path.slice(0, 4);
  if (section === "permissions" && typeof third === "number") return path.slice(0, 3);
  return section === "buckets" || section === "runners" || section === "permissions" || section === "identities"
    ? path.slice(0, 2)
    : undefined;
}

function without(value: unknown, entries: ReadonlySet<string>, path: Path): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown, i) =>
      entries.has(JSON.stringify([...path, i])) ? { use: EMPTY_SET } : without(item, entries, [...path, i]),
    );
  }
  if (!isRecord(value) || path.length > 3) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !entries.has(JSON.stringify([...path, key])))
      .map(([key, item]) => [key, without(item, entries, [...path, key])]),
  );
}
