import { STS_AUDIENCE } from "../iam/trust";
import type { OidcProvider, Platform } from "./platform";

/** An OIDC provider that this app makes, with the audiences that tokens may have. */
export interface ManagedOidcProvider extends OidcProvider {
  /** Sorted. */
  readonly audiences: readonly string[];
}

/** The OIDC provider of a cluster that exists, where this app makes it; that of a created one comes with the cluster. */
export function clusterOidcProvider({ cluster }: Platform): ManagedOidcProvider | undefined {
  if (cluster?.created !== undefined) return undefined;
  const provider = cluster?.oidcProvider;
  return provider?.managed === true ? { ...provider, audiences: [STS_AUDIENCE] } : undefined;
}

/** The OIDC provider of GitLab, where this app makes it. */
export function gitlabOidcProvider(platform: Platform): ManagedOidcProvider | undefined {
  const provider = platform.gitlab.oidcProvider;
  return provider?.managed === true ? { ...provider, audiences: gitlabAudiences(platform) } : undefined;
}

/** Every audience of an ID token that is asked for; that of GitLab itself where there is none, since IAM wants one. */
export function gitlabAudiences({ gitlab, identities }: Platform): readonly string[] {
  const asked = identities.flatMap((identity) => (identity.kind === "id-token" ? [identity.audience] : []));
  return asked.length === 0 ? [gitlab.url] : [...new Set(asked)].sort();
}
