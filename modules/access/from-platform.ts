import { roleArn } from "../iam/arn";
import { tlsOnlyPolicy } from "../iam/bucket-policy";
import { policyDocument } from "../iam/policy";
import { overwritePattern } from "../gitlab/pattern";
import { jobSecurity } from "../kubernetes/pod-security";
import { MANAGER_RULES } from "../kubernetes/manager-rules";
import {
  type Account,
  accountIdentities,
  type AccountRole,
  accounts,
  installsPodIdentityAgent,
} from "../platform/accounts";
import { idTokenRoles } from "../platform/id-token-role";
import { clusterOidcProvider, gitlabOidcProvider, type ManagedOidcProvider } from "../platform/oidc-providers";
import type { AccountIdentity } from "../platform/identity";
import type { Platform } from "../platform/platform";
import type { Runner } from "../platform/runner";
import { guardsOf } from "../platform/guards";
import { kubernetesAccess } from "../platform/kubernetes-access";
import { createdClusterModel } from "./created-cluster";
import {
  type AccessModel,
  type Binding,
  model,
  type OidcProviderAccess,
  type Pod,
  type RoleAccess,
  type ServiceAccountAccess,
} from "./model";

/** The AccessModel that a declaration means. */
export function fromPlatform(platform: Platform): AccessModel {
  const { cluster, runners, identities } = platform;
  const none = model({
    buckets: Object.fromEntries(platform.buckets.flatMap((bucket) => bucketOf(platform, bucket))),
    roles: Object.fromEntries(idTokenRoles(platform).map((role) => [role.name, roleOf(platform, role)])),
    oidcProviders: Object.fromEntries([gitlabOidcProvider(platform) ?? []].flat().map(oidcProviderOf)),
  });
  if (cluster === undefined) return none;

  const created = createdClusterModel(platform);
  const all = accounts(platform);
  const withRole = all.flatMap(({ role, ...account }) => (role === undefined ? [] : [{ ...account, role }]));
  const associated = withRole.filter(({ role }) => role.associated);

  return model({
    ...none,
    ...created,
    ...(associated.length === 0 ? {} : { cluster: cluster.arn }),
    ...(installsPodIdentityAgent(platform) ? { podIdentityAgent: { value: true } } : {}),
    runners: Object.fromEntries(runners.map((runner) => runnerOf(platform, runner))),
    pods: Object.fromEntries(all.map((account) => [pod(account), serviceAccountOf(account)])),
    associations: Object.fromEntries(associated.map((account) => [pod(account), account.role.name])),
    roles: {
      ...none.roles,
      ...created.roles,
      ...Object.fromEntries(withRole.map(({ role }) => [role.name, roleOf(platform, role)])),
    },
    oidcProviders: {
      ...none.oidcProviders,
      ...created.oidcProviders,
      ...Object.fromEntries([clusterOidcProvider(platform) ?? []].flat().map(oidcProviderOf)),
    },
    bindings: [...accountIdentities(identities).flatMap(bindingsOf), ...runners.flatMap(managerBindings)],
    namespaces: Object.fromEntries(
      runners.flatMap((runner) => [
        ...runner.namespaces.map((name) => [name, jobSecurity(runner)] as const),
        [runner.manager.namespace, "baseline"] as const,
      ]),
    ),
    closedNetworks: cluster.networkPolicy === undefined ? [] : runners.flatMap(({ namespaces }) => namespaces),
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

function pod({ namespace, serviceAccount }: Pick<Account, "namespace" | "serviceAccount">): Pod {
  return `${namespace}/${serviceAccount}`;
}

function runnerOf(platform: Platform, runner: Runner): readonly [string, AccessModel["runners"][string]] {
  const { jobs } = runner;
  const byDefault = jobs.find((job) => job.key === runner.defaultIdentity)?.serviceAccount ?? "";
  const { cache, manager, namespaces, overwrites, resources } = runner;
  return [
    `${manager.namespace}/${runner.release}`,
    {
      gitlabUrl: platform.gitlab.url,
      token: { secret: runner.tokenSecret },
      managerServiceAccount: pod(manager),
      defaultPod: `${namespaces[0]}/${byDefault}`,
      namespacePattern: namespaces.length > 1 ? overwritePattern(namespaces) : "",
      serviceAccountPattern: overwritePattern(jobs.map((job) => job.serviceAccount)),
      bearerTokenOverwrite: false,
      nodeSelectorPattern: overwritePattern(overwrites.nodeSelectors),
      nodeTolerationPattern: "",
      labelPattern: overwritePattern(overwrites.labels),
      annotationPattern: overwritePattern(overwrites.annotations),
      privileged: runner.privileged !== undefined,
      hostMounts: runner.hostMounts.map(({ path, mountPath, readOnly }) => ({ path, mountPath, readOnly })),
      nodeSelector: runner.nodes?.selector ?? {},
      nodeTolerations: runner.nodes?.tolerations ?? {},
      namespacePerJob: false,
      ...(cache === undefined ? {} : { cache: `${cache.bucket.name}/${cache.prefix}` }),
      ...(resources.image === undefined ? {} : { image: resources.image }),
      ...(resources.images === undefined ? {} : { allowedImages: resources.images }),
      ...(resources.services === undefined ? {} : { allowedServices: resources.services }),
    },
  ];
}

function serviceAccountOf({ automountToken, role }: Account): ServiceAccountAccess {
  return { automountToken, annotations: {}, ...(role?.annotation === undefined ? {} : { roleArn: role.annotation }) };
}

function oidcProviderOf({ issuer, arn, audiences }: ManagedOidcProvider): readonly [string, OidcProviderAccess] {
  return [issuer, { arn: { value: arn }, audiences: { value: audiences } }];
}

function roleOf({ aws }: Platform, role: Pick<AccountRole, "name" | "policies" | "trust">): RoleAccess {
  return {
    arn: { value: roleArn(aws, role.name) },
    trust: { value: role.trust.Statement },
    statements: { value: policyDocument(role.policies.own.flatMap(({ document }) => document.Statement)).Statement },
    managedPolicies: { value: role.policies.managedPolicies },
    ...(aws.permissionsBoundary === undefined ? {} : { permissionsBoundary: { value: aws.permissionsBoundary } }),
    exclusive: { value: true },
  };
}

function bindingsOf(identity: AccountIdentity): readonly Binding[] {
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
