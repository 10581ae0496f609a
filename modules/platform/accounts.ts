import { roleArn } from "../iam/arn";
import { cacheStatements } from "../iam/grants";
import { type IdentityPolicies, policiesOf } from "../iam/identity-policies";
import type { PolicyDocument } from "../iam/policy";
import { kubernetesGrants } from "./grants";
import type { AccountIdentity, Credentials, Identity } from "./identity";
import type { Path } from "./path";
import type { Platform } from "./platform";
import type { Runner } from "./runner";
import { accountTrust } from "./trust";

/** A ServiceAccount, and the role that its pods get. */
export interface Account {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Whether its pods get a Kubernetes token unasked. */
  readonly automountToken: boolean;
  /** On what it has in AWS, besides those of everything. */
  readonly tags: Readonly<Record<string, string>>;
  readonly role?: AccountRole;
  /** Where it is declared. */
  readonly path: Path;
}

/** The role of a ServiceAccount's pods, and how they get it. */
export interface AccountRole {
  readonly name: string;
  readonly policies: IdentityPolicies;
  readonly trust: PolicyDocument;
  /** Whether EKS Pod Identity gives it to them, by an association. */
  readonly associated: boolean;
  /** Its ARN, where the ServiceAccount says it, for IRSA. */
  readonly annotation?: string;
}

/** The identities that are ServiceAccounts. */
export function accountIdentities(identities: readonly Identity[]): readonly AccountIdentity[] {
  return identities.filter((identity): identity is AccountIdentity => identity.kind !== "id-token");
}

/** The ServiceAccounts of a platform: those of its identities, then those of its runners' managers. */
export function accounts(platform: Platform): readonly Account[] {
  const { identities, runners } = platform;
  return [
    ...accountIdentities(identities).map((identity) => identityAccount(identity, platform)),
    ...runners.map((runner) => managerAccount(runner, platform)),
  ];
}

/** Whether this app installs the EKS Pod Identity agent: where it is asked to, and anything uses it. */
export function installsPodIdentityAgent({ cluster, identities, runners }: Platform): boolean {
  if (cluster?.podIdentityAgent !== "install") return false;
  const used = accountIdentities(identities).some(({ credentials }) => credentials !== "irsa");
  return used || runners.some(({ cache }) => cache !== undefined);
}

export function identityAccount(identity: AccountIdentity, platform: Platform): Account {
  const { namespace, serviceAccount, role, policies, tags, path, credentials } = identity;
  return {
    namespace,
    serviceAccount,
    path,
    tags,
    // Whoever may do nothing in Kubernetes has no use for a token.
    automountToken: kubernetesGrants(identity).length > 0,
    role: accountRole(platform, { namespace, serviceAccount, credentials }, role, policies),
  };
}

/** Of a runner's manager, which reads and writes the job cache. */
export function managerAccount({ manager, cache, path }: Runner, platform: Platform): Account {
  const pods = { ...manager, credentials: "pod-identity" as const };
  return {
    ...manager,
    path,
    tags: {},
    // The manager talks to the API server: that is its work.
    automountToken: true,
    ...(cache === undefined
      ? {}
      : {
          role: accountRole(
            platform,
            pods,
            cache.role,
            policiesOf(cacheStatements(cache.bucket, cache.prefix, platform.aws)),
          ),
        }),
  };
}

function accountRole(
  platform: Platform,
  pods: { readonly namespace: string; readonly serviceAccount: string; readonly credentials: Credentials },
  name: string,
  policies: IdentityPolicies,
): AccountRole {
  return {
    name,
    policies,
    trust: accountTrust(platform, pods),
    associated: pods.credentials !== "irsa",
    ...(pods.credentials === "pod-identity" ? {} : { annotation: roleArn(platform.aws, name) }),
  };
}
