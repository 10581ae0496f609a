import { guardEntries, MAX_GUARD_ENTRIES } from "../kubernetes/guard";
import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import { guardsOf } from "../platform/queries";

/** The map of a guard fits into one expression of an admission policy. */
export function guardSize(platform: Platform): readonly Problem[] {
  return platform.runners.flatMap((runner) =>
    guardsOf(platform, runner).flatMap((guard) => {
      const entries = guardEntries(guard);
      if (entries <= MAX_GUARD_ENTRIES) return [];
      const got = `${entries.toLocaleString("en-US")} entries in the guard of namespace ${guard.namespace}`;
      const message = `${pathText(runner.path)}: got ${got}, expected at most ${MAX_GUARD_ENTRIES.toLocaleString("en-US")}`;
      return [error("guard-size", { path: runner.path }, message, "move identities to another runner or namespace")];
    }),
  );
}
