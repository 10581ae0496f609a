import {
  DescribePodIdentityAssociationCommand,
  EKSClient,
  paginateListAddons,
  paginateListPodIdentityAssociations,
} from "@aws-sdk/client-eks";
import {
  GetOpenIDConnectProviderCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from "@aws-sdk/client-iam";
import {
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type {
  KubernetesObject,
  Living,
  LivingAssociation,
  LivingBucket,
  LivingOidcProvider,
  LivingRole,
} from "../modules/access/living";
import type { Scope } from "../modules/access/scope";
import { type AwsApi, clientConfig } from "./aws-api";
import { succeed } from "./command";
import { component } from "./components";
import type { Kubernetes } from "./kubernetes";
import { emulatedEnv } from "./terraform";

/** Reads what lives in a scope from the APIs of AWS and Kubernetes, and from Helm. What is not there is left out. */
export async function readLiving(api: AwsApi, kubernetes: Kubernetes, scope: Scope): Promise<Living> {
  const { account, region } = api;
  const iam = new IAMClient(clientConfig(api));
  const s3 = new S3Client(clientConfig(api));
  const eks = new EKSClient(clientConfig(api));
  const [addons, roles, oidcProviders, associations, buckets, objects, releases] = await Promise.all([
    readAddons(eks, scope),
    Promise.all(scope.roles.map((name) => readRole(iam, name, new Set(scope.policies)))),
    Promise.all(scope.oidcProviders.map((arn) => readOidcProvider(iam, arn))),
    readAssociations(eks, scope),
    Promise.all(scope.buckets.map((name) => readBucket(s3, name))),
    readObjects(kubernetes, scope),
    Promise.all(scope.releases.map((release) => readRelease(kubernetes, release))),
  ]);
  return {
    account,
    region,
    addons,
    roles: roles.flat(),
    oidcProviders: oidcProviders.flat(),
    associations,
    buckets: buckets.flat(),
    objects,
    releases: releases.flat(),
  };
}

async function readAddons(eks: EKSClient, { cluster }: Scope): Promise<readonly string[]> {
  if (cluster === undefined) return [];
  const found: string[] = [];
  for await (const page of paginateListAddons({ client: eks }, { clusterName: cluster })) {
    found.push(...(page.addons ?? []));
  }
  return found;
}

async function readRole(iam: IAMClient, name: string, own: ReadonlySet<string>): Promise<readonly LivingRole[]> {
  const found = await present(iam.send(new GetRoleCommand({ RoleName: name })));
  if (found?.Role === undefined) return [];
  const { Path: path = "/", AssumeRolePolicyDocument: trust = "", PermissionsBoundary: boundary } = found.Role;
  const inline: Record<string, string> = {};
  for await (const page of paginateListRolePolicies({ client: iam }, { RoleName: name })) {
    for (const PolicyName of page.PolicyNames ?? []) {
      const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName: name, PolicyName }));
      inline[PolicyName] = decodeURIComponent(PolicyDocument ?? "");
    }
  }
  const attached: LivingRole["attached"][number][] = [];
  for await (const page of paginateListAttachedRolePolicies({ client: iam }, { RoleName: name })) {
    for (const { PolicyArn: arn = "" } of page.AttachedPolicies ?? []) {
      attached.push(own.has(arn) ? { arn, document: await policyText(iam, arn) } : { arn });
    }
  }
  const permissionsBoundary = boundary?.PermissionsBoundaryArn;
  return [
    {
      name,
      path,
      trust: decodeURIComponent(trust),
      ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
      inline,
      attached,
    },
  ];
}

async function policyText(iam: IAMClient, arn: string): Promise<string> {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arn }));
  const version = { PolicyArn: arn, VersionId: Policy?.DefaultVersionId };
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand(version));
  return decodeURIComponent(PolicyVersion?.Document ?? "");
}

async function readOidcProvider(iam: IAMClient, arn: string): Promise<readonly LivingOidcProvider[]> {
  const found = await present(iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn })));
  if (found?.Url === undefined) return [];
  return [{ issuer: found.Url.replace(/^https:\/\//, ""), audiences: found.ClientIDList ?? [] }];
}

/** Associations in the namespaces of a scope, of its pods, and with its roles. */
async function readAssociations(eks: EKSClient, scope: Scope): Promise<readonly LivingAssociation[]> {
  const { cluster, namespaces, pods, roles } = scope;
  if (cluster === undefined) return [];
  const found: LivingAssociation[] = [];
  for await (const page of paginateListPodIdentityAssociations({ client: eks }, { clusterName: cluster })) {
    for (const { associationId } of page.associations ?? []) {
      const described = await eks.send(
        new DescribePodIdentityAssociationCommand({ clusterName: cluster, associationId }),
      );
      const { namespace = "", serviceAccount = "", roleArn = "" } = described.association ?? {};
      const ours =
        namespaces.includes(namespace) ||
        pods.includes(`${namespace}/${serviceAccount}`) ||
        roles.includes(roleArn.split("/").at(-1) ?? "");
      if (ours) found.push({ cluster, namespace, serviceAccount, roleArn });
    }
  }
  return found;
}

async function readBucket(s3: S3Client, name: string): Promise<readonly LivingBucket[]> {
  const Bucket = name;
  if ((await present(s3.send(new HeadBucketCommand({ Bucket })))) === undefined) return [];
  const [encryption, versioning, block, ownership, policy] = await Promise.all([
    present(s3.send(new GetBucketEncryptionCommand({ Bucket }))),
    present(s3.send(new GetBucketVersioningCommand({ Bucket }))),
    present(s3.send(new GetPublicAccessBlockCommand({ Bucket }))),
    present(s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))),
    present(s3.send(new GetBucketPolicyCommand({ Bucket }))),
  ]);
  const [rule] = encryption?.ServerSideEncryptionConfiguration?.Rules ?? [];
  const { SSEAlgorithm: algorithm, KMSMasterKeyID: key } = rule?.ApplyServerSideEncryptionByDefault ?? {};
  const blocks = block?.PublicAccessBlockConfiguration;
  const [ownershipRule] = ownership?.OwnershipControls?.Rules ?? [];
  return [
    {
      name,
      ...(algorithm === undefined
        ? {}
        : {
            encryption: {
              algorithm,
              ...(key === undefined ? {} : { key }),
              bucketKey: rule?.BucketKeyEnabled === true,
            },
          }),
      ...(versioning?.Status === undefined ? {} : { versioning: versioning.Status }),
      ...(blocks === undefined
        ? {}
        : {
            publicAccessBlock: {
              block_public_acls: blocks.BlockPublicAcls,
              block_public_policy: blocks.BlockPublicPolicy,
              ignore_public_acls: blocks.IgnorePublicAcls,
              restrict_public_buckets: blocks.RestrictPublicBuckets,
            },
          }),
      ...(ownershipRule?.ObjectOwnership === undefined ? {} : { objectOwnership: ownershipRule.ObjectOwnership }),
      ...(policy?.Policy === undefined ? {} : { policy: policy.Policy }),
    },
  ];
}

/** An answer, or undefined where what was asked for is not there; any other refusal is thrown. */
async function present<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (thrown) {
    const status = (thrown as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status === 404) return undefined;
    throw thrown;
  }
}

const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const ADMISSION = "/apis/admissionregistration.k8s.io/v1";

async function readObjects({ client }: Kubernetes, scope: Scope): Promise<readonly KubernetesObject[]> {
  const list = async (path: string) => (await client.list(path)) as unknown as readonly KubernetesObject[];
  const [namespaces, accounts, roles, bindings, clusterRoles, clusterBindings, policies, policyBindings, networks] =
    await Promise.all([
      list("/api/v1/namespaces"),
      list("/api/v1/serviceaccounts"),
      list(`${RBAC}/roles`),
      list(`${RBAC}/rolebindings`),
      list(`${RBAC}/clusterroles`),
      list(`${RBAC}/clusterrolebindings`),
      list(`${ADMISSION}/validatingadmissionpolicies`),
      list(`${ADMISSION}/validatingadmissionpolicybindings`),
      list("/apis/networking.k8s.io/v1/networkpolicies"),
    ]);
  const ours = new Set(scope.namespaces);
  const inOurs = ({ metadata }: KubernetesObject) => ours.has(metadata.namespace ?? "");
  const own = ({ metadata }: KubernetesObject) => metadata.labels?.["kubernetes.io/bootstrapping"] === undefined;
  const touching = bindings.filter((binding) => inOurs(binding) || names(binding, scope));
  const touchingCluster = clusterBindings.filter((binding) => own(binding) && names(binding, scope));
  const referred = new Set([...touching, ...touchingCluster].map(referredRole));
  return [
    ...namespaces.filter(({ metadata }) => ours.has(metadata.name)),
    ...accounts.filter((account) => isOurs(account, scope)),
    ...roles.filter((role) => referred.has(`Role ${role.metadata.namespace ?? ""}/${role.metadata.name}`)),
    ...clusterRoles.filter((role) => own(role) && referred.has(`ClusterRole ${role.metadata.name}`)),
    ...touching,
    ...touchingCluster,
    ...policies.filter((policy) => guards(policy, policyBindings, ours)),
    ...policyBindings.filter((binding) => ours.has(guardedNamespace(binding) ?? "")),
    ...networks.filter(inOurs),
  ];
}

/** A declared ServiceAccount, or any other in our namespaces but the one that Kubernetes makes in each. */
function isOurs({ metadata }: KubernetesObject, scope: Scope): boolean {
  const { name, namespace = "", annotations = {} } = metadata;
  if (scope.pods.includes(`${namespace}/${name}`)) return true;
  const untouched = name === "default" && annotations["eks.amazonaws.com/role-arn"] === undefined;
  return scope.namespaces.includes(namespace) && !untouched;
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** Whether a binding is about pods of ours, alone or as a group. */
function names({ subjects, metadata }: KubernetesObject, { pods, namespaces }: Scope): boolean {
  return ((subjects ?? []) as readonly Subject[]).some(({ kind, name, namespace = metadata.namespace ?? "" }) => {
    if (kind === "ServiceAccount") return pods.includes(`${namespace}/${name}`) || namespaces.includes(namespace);
    const group = /^system:serviceaccounts(?::(.+))?$/.exec(name);
    const user = /^system:serviceaccount:([^:]+):(.+)$/.exec(name);
    if (kind === "Group") return group !== null && (group[1] === undefined || namespaces.includes(group[1]));
    return user !== null && pods.includes(`${user[1] ?? ""}/${user[2] ?? ""}`);
  });
}

function referredRole({ roleRef, metadata }: KubernetesObject): string {
  const { kind, name } = roleRef as { readonly kind: string; readonly name: string };
  return kind === "Role" ? `Role ${metadata.namespace ?? ""}/${name}` : `ClusterRole ${name}`;
}

interface PolicyBindingSpec {
  readonly policyName?: string;
  readonly matchResources?: {
    readonly namespaceSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  };
}

function guardedNamespace({ spec }: KubernetesObject): string | undefined {
  return (spec as PolicyBindingSpec).matchResources?.namespaceSelector?.matchLabels?.["kubernetes.io/metadata.name"];
}

function guards(
  { metadata }: KubernetesObject,
  bindings: readonly KubernetesObject[],
  ours: ReadonlySet<string>,
): boolean {
  return bindings.some(
    (binding) =>
      (binding.spec as PolicyBindingSpec).policyName === metadata.name && ours.has(guardedNamespace(binding) ?? ""),
  );
}

async function readRelease({ kubeconfig }: Kubernetes, release: string): Promise<Living["releases"]> {
  const [namespace = "", name = ""] = release.split("/");
  const at = ["--kubeconfig", kubeconfig, "--namespace", namespace];
  const env = emulatedEnv();
  const listed = await succeed(component("helm"), ["list", ...at, "--filter", `^${name}$`, "--output", "json"], {
    env,
  });
  if ((JSON.parse(listed) as readonly unknown[]).length === 0) return [];
  const values = await succeed(component("helm"), ["get", "values", name, ...at, "--output", "json"], { env });
  return [{ namespace, name, values: JSON.parse(values) as unknown }];
}
