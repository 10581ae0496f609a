import type { AccessModel } from "../access/model";
import type { ModelCheck, Observation } from "./rule";

export const nodeMetadata: ModelCheck = {
  id: "node-metadata",
  of: "model",
  what: "Pods do not get the role of the node that they run on.",
  why: "The metadata service gives it to whoever reaches it: every job would have the node's permissions besides its own.",
  fix: "Let the launch template ask for tokens (http_tokens required) and answer no further than one hop.",
  example: [
    "# aws_launch_template",
    "metadata_options: { http_tokens: optional, http_put_response_hop_limit: 2 }",
  ].join("\n"),
  acceptable: true,
  judge,
};

function judge({ clusters }: AccessModel): readonly Observation[] {
  return Object.entries(clusters).flatMap(([name, { nodes }]) =>
    Object.entries(nodes).flatMap(([group, { role, metadataReachesPods }]): readonly Observation[] => {
      if (!metadataReachesPods) return [];
      const message = `got nodes ${group} whose role ${role} their pods get from the metadata service, expected IMDSv2 with a hop limit of 1`;
      const fix = "set http_tokens to required and http_put_response_hop_limit to 1 in their launch template";
      return [{ at: ["clusters", name, "nodes", group], severity: "error", message, fix, about: group }];
    }),
  );
}
