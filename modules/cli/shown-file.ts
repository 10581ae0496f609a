import { readFileSync } from "node:fs";
import { type Plan, readPlan } from "../access/plan";
import { Shown, Unreadable } from "../access/shown";
import { isPlan, readState, type State } from "../access/state";
import { Failure } from "./exit";

/** A file that `terraform show -json` wrote, read. */
export type ShownFile =
  { readonly kind: "plan"; readonly plan: Plan } | { readonly kind: "state"; readonly state: State };

/** Reads plans and states by their paths; `-` is what comes in. Of several, addresses begin with the path. */
export function readShown(paths: readonly string[]): readonly ShownFile[] {
  return paths.map((path) => {
    const prefix = paths.length > 1 ? `${path}: ` : "";
    return reading(path, (shown) =>
      isPlan(shown)
        ? { kind: "plan", plan: readPlan(shown, prefix) }
        : { kind: "state", state: readState(shown, prefix) },
    );
  });
}

function reading<T>(path: string, read: (shown: Shown) => T): T {
  try {
    return read(Shown.of(readFileSync(path === "-" ? process.stdin.fd : path)));
  } catch (thrown) {
    if (thrown instanceof Unreadable) throw new Failure(`${path} cannot be reviewed: ${thrown.message}`);
    if (thrown instanceof Error && "code" in thrown) throw new Failure(`${path} cannot be read: ${thrown.message}`);
    throw thrown;
  }
}
