import type { AccessModel } from "../access/model";
import type { ModelCheck, Observation } from "./rule";

export const privilegedNodes: ModelCheck = {
  id: "privileged-nodes",
  of: "model",
  what: "A privileged runner has nodes of its own.",
  why: "A privileged job is root on its node: it takes the tokens of every pod there, and the node's role.",
  fix: "Choose nodes for it by nodes: a selector, and the taint that keeps other pods away; or build images without privileges.",
  example: ["[runners.kubernetes]", "privileged = true # and no node_selector"].join("\n"),
  acceptable: true,
  judge,
};

function judge({ runners }: AccessModel): readonly Observation[] {
  return Object.entries(runners).flatMap(
    ([key, { privileged, nodeSelector, nodeTolerations }]): readonly Observation[] => {
      // Labels choose the nodes; only a taint keeps others from them.
      const own = Object.keys(nodeSelector).length > 0 && Object.keys(nodeTolerations).length > 0;
      if (!privileged || own) return [];
      const message = "got privileged jobs on any node, expected nodes of their own: they can be every pod beside them";
      const fix = "give them nodes with a taint (nodes: selector and tolerations), or build images without privileges";
      return [{ at: ["runners", key, "privileged"], severity: "error", message, fix }];
    },
  );
}
