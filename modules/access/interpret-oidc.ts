import { oidcProviderArn } from "../iam/arn";
import { partitionOf } from "../iam/partition";
import type { OidcProviderAccess } from "./model";
import { type Interpretation, type Resource, type Surroundings, textAt, textsAt } from "./resource";

/** Reads IAM's OIDC providers. */
export function readOidcProviders(
  resources: readonly Resource[],
  { account, region }: Surroundings,
): Interpretation<Record<string, OidcProviderAccess>> {
  const partition = region === undefined ? undefined : partitionOf(region)?.name;
  const found: Record<string, OidcProviderAccess> = {};
  const unread: string[] = [];
  for (const { type, address, values } of resources) {
    if (type !== "aws_iam_openid_connect_provider") continue;
    const issuer = textAt(values, "url")?.replace(/^https:\/\//, "");
    const audiences = textsAt(values, "client_id_list");
    if (issuer === undefined || audiences === undefined || Object.hasOwn(found, issuer)) {
      unread.push(address);
      continue;
    }
    const arn =
      account === undefined || partition === undefined
        ? { unknown: "the account is not told" }
        : { value: oidcProviderArn({ account, partition }, issuer) };
    found[issuer] = { arn, audiences: [...audiences].sort() };
  }
  return { found, unread };
}
