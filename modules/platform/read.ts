import type { Declaration } from "./declaration";
import { expectationForm } from "./expectation-form";
import { isRecord, type Path, valueAt } from "./path";
import { withObjectStorage } from "./object-storage";
import type { Platform } from "./platform";
import { error, type Problem } from "./problem";
import { unknownReferences, unusedEntries } from "./references";
import { resolve } from "./resolve";
import { salvage } from "./salvage";
import { DECLARATION } from "./schema/declaration";
import { validate } from "./validate";

/** What became of a declaration: its problems, and the Platform of what is sound in it. */
export interface Reading {
  readonly problems: readonly Problem[];
  /** Without the entries that have problems; undefined when nothing sound is left. */
  readonly platform?: Platform;
}

/** Validates a declaration and resolves it. */
export function read({ value: given, problems, locate }: Declaration): Reading {
  if (problems.length > 0 || given === undefined) return { problems };
  const { value, problems: taken } = withObjectStorage(given);
  const source = (path: Path): string | undefined => locate({ path }).source;
  const { problems: wrong, data } = validate(DECLARATION, value, source);
  const errors = [...taken, ...wrong, ...unknownReferences(value), ...roleOrRules(value), ...expectationForm(value)];
  const sound = errors.length === 0 ? data : salvage(value, errors);
  return {
    problems: [...errors, ...unusedEntries(value)],
    ...(sound === undefined ? {} : { platform: resolve(sound) }),
  };
}

/** A Kubernetes grant names a ClusterRole or has rules: one of the two, which a schema of plain keys cannot say. */
function roleOrRules(value: unknown): readonly Problem[] {
  const lists = [
    ...Object.keys(record(value, ["identities"])).map((key) => ["identities", key, "allow"]),
    ...Object.keys(record(value, ["permissions"])).map((key) => ["permissions", key]),
  ];
  return lists.flatMap((path) => {
    const grants = valueAt(value, path);
    if (!Array.isArray(grants)) return [];
    return grants.flatMap((grant: unknown, i) => {
      if (!isRecord(grant) || !("namespace" in grant || "cluster" in grant)) return [];
      if ("role" in grant !== "rules" in grant) return [];
      const got = "role" in grant ? "role and rules together" : "neither role nor rules";
      const fix = "name a ClusterRole by role, or list rules";
      return [
        error("schema", { path: [...path, i] }, `${path.join(".")}[${String(i)}]: got ${got}, expected one`, fix),
      ];
    });
  });
}

function record(value: unknown, path: Path): Readonly<Record<string, unknown>> {
  const found = valueAt(value, path);
  return isRecord(found) ? found : {};
}
