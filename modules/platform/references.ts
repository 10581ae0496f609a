import { isRecord, type Path, pathText, sortedKeys, valueAt } from "./path";
import { error, type Problem, warning } from "./problem";
import { bucketReference } from "./resolve-expectations";
import { didYouMean } from "./suggest";

/** Every kind of reference in the declaration: where it stands (`*` is any key or index) and what it names. */
const REFERENCES: readonly { readonly from: Path; readonly to: Path; readonly word: string }[] = [
  { from: ["identities", "*", "runner"], to: ["runners"], word: "runner" },
  { from: ["identities", "*", "projects", "*"], to: ["gitlab", "projects"], word: "project" },
  { from: ["identities", "*", "idToken", "projects", "*"], to: ["gitlab", "projects"], word: "project" },
  { from: ["identities", "*", "allow", "*", "bucket"], to: ["buckets"], word: "bucket" },
  { from: ["identities", "*", "allow", "*", "terraformState"], to: ["buckets"], word: "bucket" },
  { from: ["identities", "*", "allow", "*", "use"], to: ["permissions"], word: "permission" },
  { from: ["permissions", "*", "*", "bucket"], to: ["buckets"], word: "bucket" },
  { from: ["permissions", "*", "*", "terraformState"], to: ["buckets"], word: "bucket" },
  { from: ["permissions", "*", "*", "use"], to: ["permissions"], word: "permission" },
  { from: ["runners", "*", "cache"], to: ["buckets"], word: "bucket" },
  { from: ["runners", "*", "cache", "bucket"], to: ["buckets"], word: "bucket" },
  { from: ["runners", "*", "defaultIdentity"], to: ["identities"], word: "identity" },
];

/**
 * Finds references to what is not declared, and permissions that use themselves. Works on plain data of any shape,
 * so that references are checked in the same run as everything else, whatever else is wrong.
 */
export function unknownReferences(value: unknown): readonly Problem[] {
  const problems: Problem[] = [];
  for (const { from, to, word } of REFERENCES) {
    const targets = valueAt(value, to);
    const declared = isRecord(targets) ? targets : {};
    for (const path of expand(value, from)) {
      const name = valueAt(value, path);
      if (typeof name !== "string" || Object.hasOwn(declared, name)) continue;
      const message = `${pathText(path)}: got "${name}", expected a declared ${word}`;
      problems.push(error("unknown-reference", { path }, message, didYouMean(name, sortedKeys(declared))));
    }
  }
  return [...problems, ...expectedBuckets(value), ...cycles(value)];
}

/** Buckets that tests name, `bucket:KEY/object`. */
function expectedBuckets(value: unknown): readonly Problem[] {
  const targets = valueAt(value, ["buckets"]);
  const declared = isRecord(targets) ? targets : {};
  return expand(value, ["identities", "*", "expect", "*", "on"]).flatMap((path) => {
    const on = valueAt(value, path);
    const key = typeof on === "string" ? bucketReference(on)?.key : undefined;
    if (key === undefined || Object.hasOwn(declared, key)) return [];
    const message = `${pathText(path)}: got the bucket "${key}", expected a declared one`;
    return [error("unknown-reference", { path }, message, didYouMean(key, sortedKeys(declared)))];
  });
}

/** Entries that nothing refers to: they are made for nobody, or were forgotten by who should have them. */
export function unusedEntries(value: unknown): readonly Problem[] {
  const used = new Map<string, Set<unknown>>();
  for (const { from, to } of REFERENCES) {
    const names = used.get(pathText(to)) ?? new Set();
    for (const path of expand(value, from)) names.add(valueAt(value, path));
    used.set(pathText(to), names);
  }
  return USED.flatMap(({ section, word }) => {
    const entries = valueAt(value, section);
    return (isRecord(entries) ? sortedKeys(entries) : [])
      .filter((key) => used.get(pathText(section))?.has(key) !== true)
      .map((key) => {
        const path = [...section, key];
        const message = `${pathText(path)}: got a ${word} that nothing uses`;
        return warning("unused", { path, part: "key" }, message, "use it, or take it out");
      });
  });
}

const USED: readonly { readonly section: Path; readonly word: string }[] = [
  { section: ["gitlab", "projects"], word: "project" },
  { section: ["buckets"], word: "bucket" },
  { section: ["runners"], word: "runner" },
  { section: ["permissions"], word: "set of permissions" },
];

/** Permissions that lead back to themselves by `use`. */
function cycles(value: unknown): readonly Problem[] {
  const permissions = valueAt(value, ["permissions"]);
  if (!isRecord(permissions)) return [];
  const state = new Map<string, "open" | "done">();
  const problems: Problem[] = [];
  const visit = (name: string, trail: readonly string[]): void => {
    state.set(name, "open");
    for (const path of expand(value, ["permissions", name, "*", "use"])) {
      const next = valueAt(value, path);
      if (typeof next !== "string" || !Object.hasOwn(permissions, next)) continue;
      if (state.get(next) === undefined) visit(next, [...trail, next]);
      else if (state.get(next) === "open") {
        const loop = [...trail.slice(trail.indexOf(next)), next].join(" → ");
        problems.push(
          error("use-cycle", { path }, `${pathText(path)}: ${loop} leads back to itself`, "take one use out"),
        );
      }
    }
    state.set(name, "done");
  };
  for (const name of sortedKeys(permissions)) if (state.get(name) === undefined) visit(name, [name]);
  return problems;
}

/** The paths in plain data that a pattern stands for. */
function expand(value: unknown, pattern: Path): readonly Path[] {
  let found: { readonly path: Path; readonly value: unknown }[] = [{ path: [], value }];
  for (const step of pattern) {
    found = found.flatMap((at) => {
      if (step === "*" && Array.isArray(at.value)) {
        return at.value.map((item: unknown, index) => ({ path: [...at.path, index], value: item }));
      }
      const record = at.value;
      if (!isRecord(record)) return [];
      const keys = step === "*" ? Object.keys(record) : Object.hasOwn(record, step) ? [String(step)] : [];
      return keys.map((key) => ({ path: [...at.path, key], value: record[key] }));
    });
  }
  return found.map(({ path }) => path);
}
