import { clusterArn } from "../iam/arn";
import type { Aws, Cluster } from "./platform";
import { resolveOidcProvider } from "./resolve-oidc-provider";
import { resolveCreatedCluster } from "./resolve-created-cluster";
import type { DeclarationInput } from "./schema/declaration";

/** The cluster, with its ARN. */
export function resolveCluster(c: NonNullable<DeclarationInput["cluster"]>, aws: Aws): Cluster {
  const { access = "exec" } = c;
  const created = "create" in c ? resolveCreatedCluster(c.create) : undefined;
  return {
    name: c.name,
    arn: clusterArn(aws, c.name),
    access: typeof access === "string" ? { kind: access } : { kind: "kubeconfig", ...access.kubeconfig },
    ...(created === undefined ? {} : { created }),
    podIdentityAgent: agentOf(c),
    ...(c.oidcProvider === undefined
      ? {}
      : { oidcProvider: resolveOidcProvider(c.oidcProvider, aws, ["cluster", "oidcProvider"]) }),
    ...(c.networkPolicy === undefined ? {} : { networkPolicy: c.networkPolicy }),
    ...(c.breakGlass === undefined ? {} : { breakGlass: c.breakGlass }),
  };
}

/** A cluster that is made has the agent before it has nodes: from its own stack, or from Auto Mode. */
function agentOf(c: NonNullable<DeclarationInput["cluster"]>): Cluster["podIdentityAgent"] {
  return "create" in c ? "present" : (c.podIdentityAgent ?? "install");
}
