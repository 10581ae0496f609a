import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { IdTokenRole } from "../platform/id-token-role";
import type { CheckedPlatform } from "../platform/platform";
import * as addresses from "./addresses";
import { ExclusiveRole } from "./exclusive-role";

/** The role of jobs by their ID tokens: nothing but the role, wherever the jobs run. */
export class IdTokenAccess extends Construct {
  readonly role: ExclusiveRole;

  /** @param provider GitLab's OIDC provider, where this app makes it */
  constructor(
    scope: Construct,
    platform: CheckedPlatform,
    { name, trust, policies, identity }: IdTokenRole,
    provider: TerraformResource | undefined,
  ) {
    super(scope, `identity-${identity.key}`);
    this.role = new ExclusiveRole(this, platform, {
      address: addresses.identity(identity.key),
      name,
      trust,
      policies,
      tags: identity.tags,
      after: provider === undefined ? [] : [provider],
    });
  }
}
