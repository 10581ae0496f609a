import type { AccessModel, RunnerAccess } from "../access/model";
import { chosen, overwrites, type Overwrites } from "./overwrites";
import type { ModelCheck, Observation } from "./rule";

export const privilegedNodes: ModelCheck = {
  id: "privileged-nodes",
  of: "model",
  what: "A runner that is privileged, or whose jobs see directories of their node, has nodes of its own, which jobs do not leave.",
  why: "Such a job is root on its node, or as good as: it takes the tokens of every pod there, and the node's role.",
  fix: "Choose nodes for it by nodes: a selector, and the taint that keeps other pods away; or build images without privileges.",
  example: ["[runners.kubernetes]", "privileged = true # and no node_selector"].join("\n"),
  acceptable: true,
  judge,
};

function judge(model: AccessModel): readonly Observation[] {
  return overwrites(model).flatMap((each): readonly Observation[] => {
    const { key, runner } = each;
    const at = runner.privileged ? "privileged" : runner.hostMounts.length > 0 ? "hostMounts" : undefined;
    if (at === undefined) return [];
    const [jobs, instead] =
      at === "privileged"
        ? ["privileged jobs", "build images without privileges"]
        : ["jobs that see directories of their node", "leave these out"];
    if (!hasOwnNodes(runner)) {
      const message = `got ${jobs} on any node, expected nodes of their own: they can be every pod beside them`;
      const fix = `give them nodes with a taint (nodes: selector and tolerations), or ${instead}`;
      return [{ at: ["runners", key, at], severity: "error", message, fix }];
    }
    if (!leavesNodes(each)) return [];
    const message = `got "${runner.nodeSelectorPattern}", by which ${jobs} choose nodes besides their own, expected other labels: they can be every pod there`;
    const fix = "take out the labels by which its own nodes are chosen";
    return [{ at: ["runners", key, "nodeSelectorPattern"], severity: "error", message, fix }];
  });
}

/** Labels choose the nodes; only a taint keeps others from them. */
function hasOwnNodes({ nodeSelector, nodeTolerations }: RunnerAccess): boolean {
  return Object.keys(nodeSelector).length > 0 && Object.keys(nodeTolerations).length > 0;
}

/** Whether a job may choose another value of a label of its nodes: its wish takes the place of what is configured. */
function leavesNodes(each: Overwrites): boolean {
  const selectors = chosen(each, "nodeSelectorPattern");
  if (selectors === undefined) return false;
  // What is no list may admit anything.
  if (selectors.names === undefined) return true;
  return Object.entries(each.runner.nodeSelector).some(([key, value]) =>
    [...(selectors.names ?? [])].some((pair) => pair.startsWith(`${key}=`) && pair !== `${key}=${value}`),
  );
}
