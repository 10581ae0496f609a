import { clusterArn, policyArn } from "../iam/arn";
import { identityPolicies } from "../iam/identity-policies";
import { partitionOf } from "../iam/partition";
import { DEFAULT_CHART } from "../gitlab/chart-values";
import { sortedKeys } from "./path";
import type { Bucket, Encryption } from "./bucket";
import { isAwsGrant } from "./grants";
import type { Identity, JobIdentity } from "./identity";
import type { Aws, Backend, Cluster, GitLab, Platform, Terraform } from "./platform";
import type { Quantity, Runner } from "./runner";
import { resolveExpectations } from "./resolve-expectations";
import { resolveGrants } from "./resolve-grants";
import { type KnownGitLab, resolveIdToken } from "./resolve-id-token";
import { resolveOidcProvider } from "./resolve-oidc-provider";
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
  };
}

function resolveTerraform(d: DeclarationInput): Terraform {
  const { providers = {}, backend = "local" } = d.terraform ?? {};
  return {
    providers: { aws: providers.aws, kubernetes: providers.kubernetes, helm: providers.helm },
    backend: resolveBackend(d, backend),
  };
}

type BackendInput = NonNullable<NonNullable<DeclarationInput["terraform"]>["backend"]>;

function resolveBackend({ name, aws }: DeclarationInput, backend: BackendInput): Backend {
  if (backend === "local") return { kind: "local" };
  if ("http" in backend) return { kind: "http", address: backend.http.address.replace(/\/+$/, "") };
  if ("cloud" in backend) {
    const { organization, hostname, project } = backend.cloud;
    return {
      kind: "cloud",
      organization,
      ...(hostname === undefined ? {} : { hostname }),
      ...(project === undefined ? {} : { project }),
    };
  }
  const { bucket, region, prefix, kmsKey } = backend.s3;
  return {
    kind: "s3",
    bucket,
    region: region ?? aws.region,
    prefix: prefix ?? `${name}/`,
    ...(kmsKey === undefined ? {} : { kmsKey }),
  };
}

function resolveCluster(c: NonNullable<DeclarationInput["cluster"]>, aws: Aws): Cluster {
  const { access = "exec" } = c;
  return {
    name: c.name,
    arn: clusterArn(aws, c.name),
    access: typeof access === "string" ? { kind: access } : { kind: "kubeconfig", ...access.kubeconfig },
    podIdentityAgent: c.podIdentityAgent ?? "install",
    ...(c.oidcProvider === undefined
      ? {}
      : { oidcProvider: resolveOidcProvider(c.oidcProvider, aws, ["cluster", "oidcProvider"]) }),
    ...(c.breakGlass === undefined ? {} : { breakGlass: c.breakGlass }),
  };
}

type BucketInput = NonNullable<DeclarationInput["buckets"]>[string];

function resolveBucket(name: string, key: string, input: BucketInput): Bucket {
  const path = ["buckets", key];
  const encryption: Encryption =
    input.encryption === undefined
      ? { kind: "s3" }
      : { kind: "kms", key: input.encryption.kms, bucketKey: input.encryption.bucketKey ?? true };
  if ("existing" in input) return { key, name: input.existing, encryption, path };
  const { expireAfterDays, noncurrentExpireAfterDays } = input;
  return {
    key,
    name: input.name ?? `${name}-${key}`,
    encryption,
    managed: {
      tags: input.tags ?? {},
      versioning: input.versioning ?? true,
      forceDestroy: input.forceDestroy ?? false,
      ...(expireAfterDays === undefined ? {} : { expireAfterDays }),
      ...(noncurrentExpireAfterDays === undefined ? {} : { noncurrentExpireAfterDays }),
      abortUploadsAfterDays: input.abortUploadsAfterDays ?? 7,
    },
    path,
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

type RunnerInput = NonNullable<DeclarationInput["runners"]>[string];

function resolveRunner(
  name: string,
  key: string,
  input: RunnerInput,
  buckets: ReadonlyMap<string, Bucket>,
  jobs: readonly JobIdentity[],
): Runner {
  const namespaces = new Set(jobs.map(({ namespace }) => namespace));
  const first = jobNamespace(name, key, input);
  const others = [...namespaces].filter((namespace) => namespace !== first).sort();
  const cache = typeof input.cache === "string" ? { bucket: input.cache } : input.cache;
  const cacheBucket = cache === undefined ? undefined : buckets.get(cache.bucket);
  return {
    key,
    release: input.names?.release ?? `${name}-${key}`,
    namespaces: [first, ...others],
    manager: {
      namespace: input.managerNamespace ?? `${first}-manager`,
      serviceAccount: input.names?.managerServiceAccount ?? `${key}-manager`,
    },
    tags: input.tags ?? [],
    refs: input.refs,
    tokenSecret: input.tokenSecret,
    defaultIdentity: input.defaultIdentity,
    jobs,
    ...(cacheBucket === undefined
      ? {}
      : // "_" is in no key: the role of a manager cannot have the name of an identity's role.
        {
          cache: {
            bucket: cacheBucket,
            prefix: cache?.prefix ?? `${key}/`,
            role: input.names?.managerRole ?? `${name}-${key}_manager`,
          },
        }),
    concurrent: input.concurrent ?? 10,
    resources: {
      ...(input.jobs?.image === undefined ? {} : { image: input.jobs.image }),
      ...(input.jobs?.cpu === undefined ? {} : { cpu: resolveQuantity(input.jobs.cpu) }),
      ...(input.jobs?.memory === undefined ? {} : { memory: resolveQuantity(input.jobs.memory) }),
    },
    chart:
      input.chart === undefined
        ? { kind: "repository", ...DEFAULT_CHART }
        : "path" in input.chart
          ? { kind: "path", path: input.chart.path }
          : { kind: "repository", repository: input.chart.repository, version: input.chart.version },
    creators: [...(input.creators ?? [])].sort(),
    path: ["runners", key],
  };
}

/** Namespace of a runner's jobs, where an identity asks for no other. */
function jobNamespace(name: string, key: string, runner: RunnerInput | undefined): string {
  return runner?.namespace ?? `${name}-${key}`;
}

function resolveQuantity(q: { readonly request?: string | number; readonly max?: string | number }): Quantity {
  return {
    ...(q.request === undefined ? {} : { request: String(q.request) }),
    ...(q.max === undefined ? {} : { max: String(q.max) }),
  };
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
