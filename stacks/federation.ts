import type { Construct } from "constructs";
import * as addresses from "../modules/constructs/addresses";
import { IdTokenAccess } from "../modules/constructs/id-token-access";
import { OidcProvider } from "../modules/constructs/oidc-provider";
import { output } from "../modules/constructs/outputs";
import { idTokenRoles } from "../modules/platform/id-token-role";
import { gitlabOidcProvider } from "../modules/platform/oidc-providers";
import type { CheckedPlatform } from "../modules/platform/platform";
import { PlatformStack } from "./platform-stack";

/** What jobs get by their ID tokens, wherever they run: it needs no cluster and no other stack. */
export class FederationStack extends PlatformStack {
  static readonly suffix = "federation";

  constructor(scope: Construct, platform: CheckedPlatform) {
    super(scope, `${platform.name}-${FederationStack.suffix}`, platform);
    this.addAws();
    const managed = gitlabOidcProvider(platform);
    const provider =
      managed === undefined ? undefined : new OidcProvider(this, addresses.gitlabOidcProvider(), managed).provider;
    const roles = idTokenRoles(platform).map((role) => {
      const { role: made } = new IdTokenAccess(this, platform, role, provider);
      return [role.identity.key, made.role.arn] as const;
    });
    output(this, "role_arns", Object.fromEntries(roles));
    output(this, "oidc_provider_arns", provider === undefined ? {} : { gitlab: provider.arn });
  }

  /** Whether a platform has such a stack. */
  static isNeeded(platform: CheckedPlatform): boolean {
    return gitlabOidcProvider(platform) !== undefined || idTokenRoles(platform).length > 0;
  }
}
