import { GUARD_LIMITS, guardExtent } from "../kubernetes/guard";
import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import { guardsOf } from "../platform/guards";
import type { DeclarationCheck } from "./rule";

export const guardSize: DeclarationCheck = {
  id: "guard-size",
  of: "declaration",
  what: "The map of a guard fits into one expression of an admission policy.",
  why: "The API server refuses a larger expression, and the namespace would stay without its guard.",
  fix: "Move identities to another runner or namespace.",
  example: ["runners:", "  docs: { namespace: ci-docs } # with 1,001 identities"].join("\n"),
  acceptable: false,
  judge,
};

function judge(platform: Platform): readonly Problem[] {
  return platform.runners.flatMap((runner) =>
    guardsOf(platform, runner).flatMap((guard) => {
      const extent = guardExtent(guard);
      const unit = (["entries", "characters"] as const).find((each) => extent[each] > GUARD_LIMITS[each]);
      if (unit === undefined) return [];
      const number = (value: number) => value.toLocaleString("en-US");
      const got = `${number(extent[unit])} ${unit} in the guard of namespace ${guard.namespace}`;
      const message = `${pathText(runner.path)}: got ${got}, expected at most ${number(GUARD_LIMITS[unit])}`;
      return [error("guard-size", { path: runner.path }, message, "move identities to another runner or namespace")];
    }),
  );
}
