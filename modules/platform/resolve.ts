import { policyArn } from "../iam/arn";
import { typesWith } from "../gitlab/object-storage";
import { identityPolicies } from "../iam/identity-policies";
import { partitionOf } from "../iam/partition";
import { sortedKeys } from "./path";
import { isAwsGrant } from "./grants";
import type { Identity, JobIdentity } from "./identity";
import type { Aws, GitLab, Platform } from "./platform";
import { resolveBucket } from "./resolve-bucket";
import { resolveCluster } from "./resolve-cluster";
import { resolveExpectations } from "./resolve-expectations";
import { resolveGrants } from "./resolve-grants";
import { type KnownGitLab, resolveIdToken } from "./resolve-id-token";
import { resolveOidcProvider } from "./resolve-oidc-provider";
import { jobNamespace, resolveRunner } from "./resolve-runner";
import { resolveTerraform } from "./resolve-terraform";
import type { DeclarationInput } from "./schema/declaration";

/** Resolves the references of a valid declaration, derives its names and fills in its defaults. */
export function resolve(d: DeclarationInput): Platform {
  const aws = resolveAws(d);
  const gitlab = resolveGitLab(d, aws);
  const buckets = entries(d.buckets).map(([key, bucket]) => resolveBucket(d.name, key, bucket));
  const byKey = new Map(buckets.map((bucket) => [bucket.key, bucket]));
  const projects = new Map(gitlab.projects.map((project) => [project.path, project]));
  const identities = entries(d.identities).map(([key, identity]) => {
    const grants = resolveGrants(identity.allow, ["identities", key, "allow"], {
      aws,
      buckets: byKey,
      permissions: d.permissions ?? {},
    });
    const expectations = resolveExpectations(identity.expect ?? [], ["identities", key, "expect"], aws, byKey);
    const policies = identityPolicies(grants.filter(isAwsGrant), aws);
    return resolveIdentity(d, key, identity, { url: gitlab.url, projects }, { grants, policies, expectations });
  });
  const jobs = jobsByRunner(identities);
  return {
    name: d.name,
    aws,
    terraform: resolveTerraform(d),
    gitlab,
    ...(d.cluster === undefined ? {} : { cluster: resolveCluster(d.cluster, aws) }),
    buckets,
    runners: entries(d.runners).map(([key, runner]) => resolveRunner(d.name, key, runner, byKey, jobs.get(key) ?? [])),
    identities,
    imports: d.imports ?? {},
    accepted: (d.accept ?? []).map(({ check, at, about, reason }, i) => ({
      check,
      at,
      ...(about === undefined ? {} : { about }),
      reason,
      path: ["accept", i],
    })),
  };
}

/** The entries of a map in the order of their keys. */
function entries<T>(map: Readonly<Record<string, T>> | undefined): readonly (readonly [string, T])[] {
  const record = map ?? {};
  return sortedKeys(record).map((key) => [key, record[key] as T] as const);
}

function resolveAws(d: DeclarationInput): Aws {
  const { account, region, tags = {}, rolePath = "/", quotas = {}, permissionsBoundary, endpoint } = d.aws;
  // An unknown region is a finding of the check `region`; until then it is taken for a commercial one.
  const partition = partitionOf(region)?.name ?? "aws";
  const boundary =
    permissionsBoundary === undefined || permissionsBoundary.startsWith("arn:")
      ? permissionsBoundary
      : policyArn({ partition, account }, permissionsBoundary);
  return {
    account,
    region,
    partition,
    tags,
    rolePath,
    quotas,
    ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

function resolveGitLab(d: DeclarationInput, aws: Aws): GitLab {
  const url = (d.gitlab?.url ?? "https://gitlab.com").replace(/\/+$/, "");
  const provider = d.gitlab?.oidcProvider;
  const storage = d.gitlab?.objectStorage;
  return {
    url,
    projects: entries(d.gitlab?.projects).map(([path, { id }]) => ({ path, id })),
    ...(provider === undefined
      ? {}
      : {
          oidcProvider: resolveOidcProvider(provider === "create" ? { issuer: url } : provider, aws, [
            "gitlab",
            "oidcProvider",
          ]),
        }),
    ...(storage === undefined ? {} : { objectStorage: { types: typesWith(storage.also ?? []) } }),
  };
}

function jobsByRunner(identities: readonly Identity[]): ReadonlyMap<string, readonly JobIdentity[]> {
  const jobs = new Map<string, JobIdentity[]>();
  for (const identity of identities) {
    if (identity.kind !== "job") continue;
    const list = jobs.get(identity.runner);
    if (list === undefined) jobs.set(identity.runner, [identity]);
    else list.push(identity);
  }
  return jobs;
}

type IdentityInput = DeclarationInput["identities"][string];

function resolveIdentity(
  d: DeclarationInput,
  key: string,
  input: IdentityInput,
  gitlab: KnownGitLab,
  said: Pick<Identity, "grants" | "policies" | "expectations">,
): Identity {
  const path = ["identities", key];
  const role = input.names?.role ?? `${d.name}-${key}`;
  const shared = { key, role, tags: input.tags ?? {}, ...said, path };
  if ("idToken" in input) return { kind: "id-token", ...shared, ...resolveIdToken(input.idToken, gitlab) };
  const { credentials = "pod-identity" } = input;
  const kubernetesRole = input.names?.kubernetesRole ?? `${d.name}-${key}`;
  if ("serviceAccount" in input) {
    const [namespace = "", serviceAccount = ""] = input.serviceAccount.split("/");
    return { kind: "workload", namespace, serviceAccount, credentials, kubernetesRole, ...shared };
  }
  return {
    kind: "job",
    ...shared,
    credentials,
    kubernetesRole,
    runner: input.runner,
    projects: [...new Set(input.projects)].sort().flatMap((name) => gitlab.projects.get(name) ?? []),
    namespace: input.names?.namespace ?? jobNamespace(d.name, input.runner, d.runners?.[input.runner]),
    serviceAccount: input.names?.serviceAccount ?? key,
  };
}
