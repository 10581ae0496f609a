import { parseArn } from "../iam/arn";
import { accountIdentities } from "../platform/accounts";
import { type Path, pathText } from "../platform/path";
import type { Identity } from "../platform/identity";
import type { OidcProvider, Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import { issuerName } from "../platform/resolve-oidc-provider";
import type { DeclarationCheck } from "./rule";

export const oidcProvider: DeclarationCheck = {
  id: "oidc-provider",
  of: "declaration",
  what: "Whoever is trusted by tokens has an OIDC provider that knows their issuer: declared, of our account, and once.",
  why: "IAM refuses a second provider of an issuer, and a role whose provider is of another account lets nobody in.",
  fix: "Declare the provider at cluster or gitlab: made here, or existing by its ARN.",
  example: ["cluster: { name: c } # without oidcProvider", "identities:", "  i: { credentials: irsa }"].join("\n"),
  acceptable: false,
  judge,
};

function judge(platform: Platform): readonly Problem[] {
  const { cluster, gitlab } = platform;
  return [
    ...missingProviders(platform),
    ...[cluster?.oidcProvider ?? [], gitlab.oidcProvider ?? []].flat().flatMap((one) => ofAccount(one, platform)),
    ...ofGitLab(platform),
    ...ofCluster(platform),
  ];
}

function missingProviders({ cluster, gitlab, identities }: Platform): readonly Problem[] {
  const byAnnotation = accountIdentities(identities).filter(({ credentials }) => credentials !== "pod-identity");
  const byToken = identities.filter(({ kind }) => kind === "id-token");
  return [
    // One of each is enough to say it: the fix is the same for all.
    ...(cluster === undefined || cluster.oidcProvider !== undefined
      ? []
      : byAnnotation
          .slice(0, 1)
          .map((identity) =>
            missing(
              identity,
              "credentials",
              `got ${identity.credentials}, expected cluster.oidcProvider to be declared`,
              cluster.created === undefined
                ? "add oidcProvider: { issuer: … } to cluster, or { existing: … } where the account has it"
                : "apply the cluster first, and add oidcProvider: { issuer: … } with the issuer of its output cluster",
            ),
          )),
    ...(gitlab.oidcProvider !== undefined
      ? []
      : byToken
          .slice(0, 1)
          .map((identity) =>
            missing(
              identity,
              "idToken",
              "got an ID token, expected gitlab.oidcProvider to be declared",
              "add oidcProvider: create to gitlab, or { existing: … } where the account has it",
            ),
          )),
  ];
}

function missing(identity: Identity, key: string, message: string, fix: string): Problem {
  const path = [...identity.path, key];
  return error("oidc-provider", { path, part: "key" }, `${pathText(path)}: ${message}`, fix);
}

/** A role trusts providers of its own account only. */
function ofAccount({ managed, arn, path: at }: OidcProvider, { aws }: Platform): readonly Problem[] {
  const parsed = parseArn(arn);
  if (managed || (parsed?.account === aws.account && parsed.partition === aws.partition)) return [];
  const path = [...at, "existing"];
  const expected = `one of account ${aws.account} in partition ${aws.partition}`;
  const fix = "make one in this account, or write the ARN of the one that it has";
  return [wrong(path, `"${arn}"`, expected, fix)];
}

function ofGitLab(platform: Platform): readonly Problem[] {
  const { cluster, gitlab } = platform;
  const { oidcProvider: provider } = gitlab;
  if (provider === undefined) return [];
  return [
    ...(provider.issuer === issuerName(gitlab.url)
      ? []
      : [
          wrong(
            [...provider.path, "existing"],
            `the provider of ${provider.issuer}`,
            `that of ${issuerName(gitlab.url)}, which gitlab.url says`,
            "write the ARN of GitLab's provider, or mend gitlab.url",
          ),
        ]),
    ...(provider.managed && cluster?.oidcProvider?.managed === true && cluster.oidcProvider.issuer === provider.issuer
      ? [wrong(provider.path, `a second provider of ${provider.issuer}`, "one", "mend the issuer of the cluster")]
      : []),
  ];
}

/** EKS says the region of a cluster in its issuer. */
function ofCluster({ cluster, aws }: Platform): readonly Problem[] {
  const provider = cluster?.oidcProvider;
  const region = /^oidc\.eks\.([a-z0-9-]+)\./.exec(provider?.issuer ?? "")?.[1];
  if (provider === undefined || region === undefined || region === aws.region) return [];
  const path = [...provider.path, provider.managed ? "issuer" : "existing"];
  const fix = "copy the issuer that aws eks describe-cluster tells";
  return [wrong(path, `the issuer of a cluster in ${region}`, `one in ${aws.region}`, fix)];
}

function wrong(path: Path, got: string, expected: string, fix: string): Problem {
  return error("oidc-provider", { path }, `${pathText(path)}: got ${got}, expected ${expected}`, fix);
}
