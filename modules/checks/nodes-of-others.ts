import type { AccessModel, RunnerAccess } from "../access/model";
import { chosen, overwrites } from "./overwrites";
import type { ModelCheck, Observation } from "./rule";

export const nodesOfOthers: ModelCheck = {
  id: "nodes-of-others",
  of: "model",
  what: "Jobs of a runner choose no nodes that are another runner's own.",
  why: "Beside its jobs they meet privileged ones, which can be every pod there; or, where a taint holds, they wait for ever.",
  fix: "Take the label, or the taint, out of what jobs may choose.",
  example: [
    "runners:",
    "  web: { overwrites: { nodeSelectors: [pool=builds] } }",
    "  images: { nodes: { selector: { pool: builds } } }",
  ].join("\n"),
  acceptable: true,
  judge,
};

function judge(model: AccessModel): readonly Observation[] {
  return overwrites(model).flatMap((each) =>
    (["nodeSelectorPattern", "nodeTolerationPattern"] as const).flatMap((name) => {
      const admits = chosen(each, name)?.admits ?? (() => false);
      const pairs = (runner: RunnerAccess) => (name === "nodeSelectorPattern" ? labels(runner) : taints(runner));
      const own = pairs(each.runner);
      return Object.entries(model.runners).flatMap(([other, runner]) =>
        pairs(runner)
          .filter((pair) => other !== each.key && !own.includes(pair) && admits(pair))
          .map((pair): Observation => {
            const message = `got "${each.runner[name]}", by which jobs choose ${pair}, nodes of ${other}, expected none of another runner's`;
            const fix = `take out ${pair}`;
            return { at: ["runners", each.key, name], severity: "error", about: pair, message, fix };
          }),
      );
    }),
  );
}

function labels({ nodeSelector }: RunnerAccess): readonly string[] {
  return Object.entries(nodeSelector).map(([key, value]) => `${key}=${value}`);
}

function taints({ nodeTolerations }: RunnerAccess): readonly string[] {
  return Object.entries(nodeTolerations).map(([taint, effect]) => `${taint}:${effect}`);
}
