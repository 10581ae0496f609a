import { GUARD_LIMIT, guardSize as sizeOf } from "../kubernetes/guard";
import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import { guardsOf } from "../platform/guards";
import { number } from "./quota";
import type { DeclarationCheck } from "./rule";

export const guardSize: DeclarationCheck = {
  id: "guard-size",
  of: "declaration",
  what: "The map of a guard fits into one admission policy.",
  why: "The API server refuses a policy that is too large, and the namespace would stay without its guard.",
  fix: "Move identities to another runner or namespace.",
  example: ["runners:", "  docs: { namespace: ci-docs } # with 10,000 identities of long names"].join("\n"),
  acceptable: false,
  judge,
};

function judge(platform: Platform): readonly Problem[] {
  return platform.runners.flatMap((runner) =>
    guardsOf(platform, runner).flatMap((guard) => {
      const size = sizeOf(guard);
      if (size <= GUARD_LIMIT) return [];
      const got = `${number(size)} characters in the guard of namespace ${guard.namespace}`;
      const message = `${pathText(runner.path)}: got ${got}, expected at most ${number(GUARD_LIMIT)}`;
      return [error("guard-size", { path: runner.path }, message, "move identities to another runner or namespace")];
    }),
  );
}
