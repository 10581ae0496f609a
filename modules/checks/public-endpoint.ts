import type { AccessModel } from "../access/model";
import type { ModelCheck, Observation } from "./rule";

export const publicEndpoint: ModelCheck = {
  id: "public-endpoint",
  of: "model",
  what: "The API server of a cluster that is made is not reached from everywhere.",
  why: "What keeps the internet out then is a token alone, and any flaw of the API server is open to everybody.",
  fix: "Name the networks that need it, or leave publicEndpoint out: Terraform then runs inside the network.",
  example: ["cluster:", "  create: { publicEndpoint: [0.0.0.0/0] }"].join("\n"),
  acceptable: true,
  judge,
};

function judge({ clusters }: AccessModel): readonly Observation[] {
  return Object.entries(clusters).flatMap(([name, { publicEndpoint: cidrs }]) =>
    cidrs
      .filter((cidr) => cidr.endsWith("/0"))
      .map((cidr) => ({
        at: ["clusters", name],
        severity: "warning" as const,
        message: `got an API server that is reached from ${cidr}, expected some networks or none`,
        fix: "name the networks that need it, or leave publicEndpoint out",
        about: cidr,
      })),
  );
}
