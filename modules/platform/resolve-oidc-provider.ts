import { oidcProviderArn } from "../iam/arn";
import type { Path } from "./path";
import type { Aws, OidcProvider } from "./platform";

/** An OIDC provider that this app makes, by its issuer, or one that exists, by its ARN. */
export function resolveOidcProvider(
  input: { readonly issuer: string } | { readonly existing: string },
  aws: Aws,
  path: Path,
): OidcProvider {
  if ("issuer" in input) {
    const issuer = issuerName(input.issuer);
    return { issuer, arn: oidcProviderArn(aws, issuer), managed: true, path };
  }
  const [, issuer = ""] = input.existing.split(":oidc-provider/");
  return { issuer, arn: input.existing, managed: false, path };
}

/** An issuer as IAM writes it in ARNs and condition keys: host, port and path. */
export function issuerName(url: string): string {
  return url.replace(/^https:\/\//, "");
}
