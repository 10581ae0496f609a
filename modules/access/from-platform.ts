import { roleArn } from "../iam/arn";
import { tlsOnlyPolicy } from "../iam/bucket-policy";
import { cacheStatements } from "../iam/grants";
import { type IdentityPolicies, identityPolicies, policiesOf } from "../iam/identity-policies";
import { policyDocument } from "../iam/policy";
import { podIdentityTrust } from "../iam/trust";
import { overwritePattern } from "../gitlab/pattern";
import { MANAGER_RULES } from "../kubernetes/manager-rules";
import type { Cluster, Platform, Runner } from "../platform/platform";
import { awsGrants, kubernetesGrants } from "../platform/grants";
import { guardsOf } from "../platform/guards";
import { kubernetesAccess } from "../platform/kubernetes-access";
import { type AccessModel, type Binding, model, type Pod, type RoleAccess } from "./model";

/** The AccessModel that a declaration means. */
export function fromPlatform(platform: Platform): AccessModel {
  const { cluster, runners, identities } = platform;
  const none = model({
    buckets: Object.fromEntries(platform.buckets.flatMap((bucket) => bucketOf(platform, bucket))),
  });
  if (cluster === undefined) return none;

  const caches = runners.flatMap(({ cache, manager }) => {
    if (cache === undefined) return [];
    const policies = policiesOf(cacheStatements(cache.bucket, cache.prefix, platform.aws));
    return [{ ...manager, role: cache.role, policies }];
  });
  const accounts = identities.map(({ namespace, serviceAccount, role, ...identity }) => {
    const policies = identityPolicies(awsGrants({ namespace, serviceAccount, role, ...identity }), platform.aws);
    return { namespace, serviceAccount, role, policies };
  });
  const associated = [...accounts, ...caches];

  return model({
    ...none,
    ...(associated.length === 0 ? {} : { cluster: cluster.arn }),
    runners: Object.fromEntries(runners.map((runner) => runnerOf(platform, runner))),
    pods: Object.fromEntries([
      ...identities.map(
        (identity) => [pod(identity), { automountToken: kubernetesGrants(identity).length > 0 }] as const,
      ),
      ...runners.map(({ manager }) => [pod(manager), { automountToken: true }] as const),
    ]),
    associations: Object.fromEntries(associated.map((account) => [pod(account), account.role])),
    roles: Object.fromEntries(
      associated.map((account) => [account.role, roleOf(platform, cluster, account, account.policies)]),
    ),
    bindings: [...identities.flatMap(bindingsOf), ...runners.flatMap(managerBindings)],
    namespaces: Object.fromEntries(
      runners.flatMap(({ namespaces, manager }) =>
        [...namespaces, manager.namespace].map((name) => [name, "baseline"]),
      ),
    ),
    admission: Object.fromEntries(
      runners.flatMap((runner) =>
        guardsOf(platform, runner).map(({ namespace, creators, connectors, breakGlass, projects }) => [
          namespace,
          { creators, connectors, ...(breakGlass === undefined ? {} : { breakGlass }), projects },
        ]),
      ),
    ),
  });
}

interface Account {
  readonly namespace: string;
  readonly serviceAccount: string;
}

function pod({ namespace, serviceAccount }: Account): Pod {
  return `${namespace}/${serviceAccount}`;
}

function runnerOf(platform: Platform, runner: Runner): readonly [string, AccessModel["runners"][string]] {
  const { jobs } = runner;
  const byDefault = jobs.find((job) => job.key === runner.defaultIdentity)?.serviceAccount ?? "";
  const { cache, manager, namespaces } = runner;
  return [
    `${manager.namespace}/${runner.release}`,
    {
      gitlabUrl: platform.gitlab.url,
      tokenSecret: runner.tokenSecret,
      managerServiceAccount: pod(manager),
      defaultPod: `${namespaces[0]}/${byDefault}`,
      namespacePattern: namespaces.length > 1 ? overwritePattern(namespaces) : "",
      serviceAccountPattern: overwritePattern(jobs.map((job) => job.serviceAccount)),
      bearerTokenOverwrite: false,
      privileged: false,
      namespacePerJob: false,
      ...(cache === undefined ? {} : { cache: `${cache.bucket.name}/${cache.prefix}` }),
    },
  ];
}

function roleOf(
  platform: Platform,
  cluster: Cluster,
  account: Account & { role: string },
  own: IdentityPolicies,
): RoleAccess {
  const { aws } = platform;
  const trust = podIdentityTrust({ account: aws.account, clusterArn: cluster.arn, ...account });
  return {
    arn: { value: roleArn(aws, account.role) },
    trust: { value: trust.Statement },
    statements: { value: policyDocument(own.own.flatMap(({ document }) => document.Statement)).Statement },
    managedPolicies: { value: own.managedPolicies },
    ...(aws.permissionsBoundary === undefined ? {} : { permissionsBoundary: { value: aws.permissionsBoundary } }),
    exclusive: true,
  };
}

function bindingsOf(identity: Platform["identities"][number]): readonly Binding[] {
  return kubernetesAccess(identity).flatMap(({ namespace, clusterRoles, rules }) => {
    const scope = namespace === undefined ? ("cluster" as const) : { namespace };
    const subject = pod(identity);
    return [
      ...clusterRoles.map((clusterRole) => ({ subject, scope, grants: { clusterRole } })),
      ...(rules.length === 0 ? [] : [{ subject, scope, grants: { rules } }]),
    ];
  });
}

function managerBindings({ manager, namespaces }: Runner): readonly Binding[] {
  return namespaces.map((namespace) => ({
    subject: pod(manager),
    scope: { namespace },
    grants: { rules: MANAGER_RULES },
  }));
}

function bucketOf(platform: Platform, bucket: Platform["buckets"][number]) {
  const { name, encryption, managed } = bucket;
  if (managed === undefined) return [];
  const key =
    encryption.kind === "s3" ? "AES256" : `aws:kms ${encryption.key} bucketKey=${String(encryption.bucketKey)}`;
  const access = {
    encryption: key,
    versioning: managed.versioning ? "Enabled" : "Suspended",
    publicAccessBlocked: true,
    ownerEnforced: true,
    policy: { value: tlsOnlyPolicy(platform.aws.partition, name).Statement },
  };
  return [[name, access] as const];
}
