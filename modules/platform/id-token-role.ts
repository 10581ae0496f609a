import type { IdentityPolicies } from "../iam/identity-policies";
import type { PolicyDocument } from "../iam/policy";
import type { IdTokenIdentity } from "./identity";
import type { Platform } from "./platform";
import { idTokenTrust } from "./trust";

/** The role of jobs by their ID tokens. */
export interface IdTokenRole {
  readonly name: string;
  readonly policies: IdentityPolicies;
  readonly trust: PolicyDocument;
  readonly identity: IdTokenIdentity;
}

/** The roles of a platform's jobs by their ID tokens. */
export function idTokenRoles(platform: Platform): readonly IdTokenRole[] {
  return platform.identities.flatMap((identity) =>
    identity.kind === "id-token"
      ? [
          {
            name: identity.role,
            policies: identity.policies,
            trust: idTokenTrust(platform, identity),
            identity,
          },
        ]
      : [],
  );
}
