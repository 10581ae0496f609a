import { oidcProviderArn } from "../iam/arn";
import { partitionOf } from "../iam/partition";
import type { OidcProviderAccess } from "./model";
import { clusterIssuers, clusterNames } from "./interpret-eks";
import { issuerOfCluster } from "./created-cluster";
import { at, type Interpretation, Reference, type Resource, type Surroundings, textAt, textsAt } from "./resource";

/** Reads OIDC providers, by their issuer as IAM writes it. Two of one issuer cannot be: the second is unread. */
export function readOidcProviders(
  resources: readonly Resource[],
  surroundings: Surroundings,
): Interpretation<Record<string, OidcProviderAccess>> {
  const names = clusterNames(resources);
  const issuers = clusterIssuers(resources);
  const found: Record<string, OidcProviderAccess> = {};
  const unread: string[] = [];
  for (const { type, address, values } of resources) {
    if (type !== "aws_iam_openid_connect_provider") continue;
    const url = at(values, "url");
    const cluster = url instanceof Reference ? names.get(url.address) : issuers.get(bare(String(url)));
    const own = textAt(values, "url");
    const issuer = cluster !== undefined ? issuerOfCluster(cluster) : own === undefined ? undefined : bare(own);
    if (issuer === undefined || Object.hasOwn(found, issuer)) {
      unread.push(address);
      continue;
    }
    const audiences = textsAt(values, "client_id_list");
    found[issuer] = {
      arn: cluster === undefined ? arnOf(issuer, surroundings) : { unknown: "known once the cluster is there" },
      audiences: audiences === undefined ? { unknown: "known after apply" } : { value: [...audiences].sort() },
    };
  }
  return { found, unread };
}

/** As IAM writes an issuer, and a state its URL. */
function bare(issuer: string): string {
  return issuer.replace(/^https:\/\//, "");
}

function arnOf(issuer: string, { account, region }: Surroundings): OidcProviderAccess["arn"] {
  const partition = region === undefined ? undefined : partitionOf(region)?.name;
  if (account === undefined || partition === undefined) return { unknown: "the account is not told" };
  return { value: oidcProviderArn({ partition, account }, issuer) };
}
