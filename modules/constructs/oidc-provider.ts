import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { Construct } from "constructs";
import type { ManagedOidcProvider } from "../platform/oidc-providers";
import type { Logical } from "./addresses";
import { literals } from "./literal";
import { place } from "./place";

/**
 * An OIDC provider in IAM. Without thumbprints: AWS trusts the certificates of public authorities by itself, and a
 * provider that has none of them is out of reach for it anyway.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
 */
export class OidcProvider extends Construct {
  readonly provider: IamOpenidConnectProvider;

  constructor(scope: Construct, address: Logical, { issuer, audiences }: ManagedOidcProvider) {
    super(scope, "oidc-provider");
    this.provider = place(
      new IamOpenidConnectProvider(this, "provider", {
        url: `https://${issuer}`,
        clientIdList: literals([...audiences]),
      }),
      address,
    );
  }
}
