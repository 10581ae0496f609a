import { clusterArn } from "../iam/arn";
import type { Aws, Cluster } from "./platform";
import { resolveOidcProvider } from "./resolve-oidc-provider";
import type { DeclarationInput } from "./schema/declaration";

/** The cluster, with its ARN. */
export function resolveCluster(c: NonNullable<DeclarationInput["cluster"]>, aws: Aws): Cluster {
  const { access = "exec" } = c;
  return {
    name: c.name,
    arn: clusterArn(aws, c.name),
    access: typeof access === "string" ? { kind: access } : { kind: "kubeconfig", ...access.kubeconfig },
    podIdentityAgent: c.podIdentityAgent ?? "install",
    ...(c.oidcProvider === undefined
      ? {}
      : { oidcProvider: resolveOidcProvider(c.oidcProvider, aws, ["cluster", "oidcProvider"]) }),
    ...(c.breakGlass === undefined ? {} : { breakGlass: c.breakGlass }),
  };
}
