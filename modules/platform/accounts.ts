import { cacheStatements } from "../iam/grants";
import { type IdentityPolicies, identityPolicies, policiesOf } from "../iam/identity-policies";
import { awsGrants, kubernetesGrants } from "./grants";
import type { Identity, Path, Platform, Runner } from "./platform";

/** A ServiceAccount, and the role that its pods get. */
export interface Account {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Whether its pods get a Kubernetes token unasked. */
  readonly automountToken: boolean;
  /** On what it has in AWS, besides those of everything. */
  readonly tags: Readonly<Record<string, string>>;
  readonly role?: { readonly name: string; readonly policies: IdentityPolicies };
  /** Where it is declared. */
  readonly path: Path;
}

/** The ServiceAccounts of a platform: those of its identities, then those of its runners' managers. */
export function accounts(platform: Platform): readonly Account[] {
  const { identities, runners, aws } = platform;
  return [
    ...identities.map((identity) => identityAccount(identity, aws)),
    ...runners.map((runner) => managerAccount(runner, aws)),
  ];
}

export function identityAccount(identity: Identity, aws: Platform["aws"]): Account {
  const { namespace, serviceAccount, role, tags, path } = identity;
  return {
    namespace,
    serviceAccount,
    path,
    tags,
    // Whoever may do nothing in Kubernetes has no use for a token.
    automountToken: kubernetesGrants(identity).length > 0,
    role: { name: role, policies: identityPolicies(awsGrants(identity), aws) },
  };
}

/** Of a runner's manager, which reads and writes the job cache. */
export function managerAccount({ manager, cache, path }: Runner, aws: Platform["aws"]): Account {
  return {
    ...manager,
    path,
    tags: {},
    // The manager talks to the API server: that is its work.
    automountToken: true,
    ...(cache === undefined
      ? {}
      : { role: { name: cache.role, policies: policiesOf(cacheStatements(cache.bucket, cache.prefix, aws)) } }),
  };
}
