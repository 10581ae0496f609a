import type { Declaration, Location } from "./declaration";
import { isRecord, type Path, pathText, valueAt } from "./path";
import { error, type Place, type Problem } from "./problem";

/**
 * Several files as one declaration. Maps of entries and of settings merge; whatever else is declared twice is a
 * problem that names both places: no file wins over another.
 */
export function merge(parts: readonly Declaration[]): Declaration {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only;
  const problems = parts.flatMap((part) => part.problems);
  const sound = parts.filter((part) => part.value !== undefined);
  for (const part of sound.filter(({ value }) => !isRecord(value))) {
    problems.push(error("schema", placeOf(part, []), "the declaration: got a list or a text, expected a map"));
  }
  const maps = sound.filter(({ value }) => isRecord(value));
  const value = mergeMaps(maps, [], problems);
  return {
    value: problems.length > 0 ? undefined : value,
    problems,
    locate: (place) => locate(maps, place),
  };
}

/** Where maps of several files are one map. Anything below is whole in one file. */
const MERGED: ReadonlySet<string> = new Set([
  "",
  "aws",
  "aws.tags",
  "buckets",
  "cluster",
  "gitlab",
  "gitlab.projects",
  "identities",
  "permissions",
  "runners",
  "terraform",
  "terraform.providers",
]);

function mergeMaps(parts: readonly Declaration[], path: Path, problems: Problem[]): unknown {
  const owners = new Map<string, Declaration[]>();
  for (const part of parts) {
    for (const key of Object.keys(valueAt(part.value, path) as object)) {
      owners.set(key, [...(owners.get(key) ?? []), part]);
    }
  }
  const entries = [...owners].map(([key, declaring]) => {
    const at = [...path, key];
    const [first, ...rest] = declaring;
    const areMaps = declaring.every((part) => isRecord(valueAt(part.value, at)));
    if (rest.length > 0 && areMaps && MERGED.has(pathText(at))) return [key, mergeMaps(declaring, at, problems)];
    for (const part of rest) {
      const before = first?.locate({ path: at, part: "key" }).text ?? "";
      const message = `${pathText(at)}: declared already at ${before}`;
      const fix = "keep one of the two, or give one another key";
      problems.push(error("duplicate-key", placeOf(part, at), message, fix));
    }
    return [key, valueAt(first?.value, at)];
  });
  return Object.fromEntries(entries) as unknown;
}

function placeOf(part: Declaration, path: Path): Place {
  const { file, line, column } = part.locate({ path, part: "key" });
  return line === undefined || column === undefined || file === undefined ? { path } : { file, line, column };
}

/** In the file that has most of a path; what is missing everywhere, in the first. */
function locate(parts: readonly Declaration[], place: Place): Location {
  if ("line" in place) {
    const { file = "", line, column } = place;
    return { text: `${file}:${String(line)}:${String(column)}`, file, line, column };
  }
  const depth = ({ value }: Declaration) => {
    let known = 0;
    while (known < place.path.length && valueAt(value, place.path.slice(0, known + 1)) !== undefined) known++;
    return known;
  };
  const [best] = [...parts].map((part) => ({ part, depth: depth(part) })).sort((a, b) => b.depth - a.depth);
  return best?.part.locate(place) ?? { text: "" };
}
