import { fromTerraform } from "./from-terraform";
import { POD_IDENTITY_AGENT } from "./interpret-cluster";
import { resourceOfObject } from "./kubernetes-object";
import type { AccessModel } from "./model";
import { Reference, type Resource, type Values } from "./resource";

/** What lives in the scope of a platform, as the APIs of AWS and Kubernetes and Helm tell it. */
export interface Living {
  readonly account: string;
  readonly region: string;
  /** Names of the cluster's add-ons; undefined where nobody asked for them. */
  readonly addons?: readonly string[];
  readonly roles: readonly LivingRole[];
  readonly oidcProviders: readonly LivingOidcProvider[];
  readonly associations: readonly LivingAssociation[];
  readonly buckets: readonly LivingBucket[];
  /** ServiceAccounts, Namespaces, Roles, bindings, admission policies: whole objects with their kind. */
  readonly objects: readonly KubernetesObject[];
  readonly releases: readonly { readonly namespace: string; readonly name: string; readonly values: unknown }[];
}

export interface LivingRole {
  readonly name: string;
  readonly path: string;
  /** JSON text, decoded. */
  readonly trust: string;
  /** ARN. */
  readonly permissionsBoundary?: string;
  /** JSON texts of inline policies by their name. */
  readonly inline: Readonly<Record<string, string>>;
  /** Attached managed policies; with the text of those in the scope. */
  readonly attached: readonly { readonly arn: string; readonly document?: string }[];
}

export interface LivingOidcProvider {
  /** As IAM tells it, without https://. */
  readonly issuer: string;
  readonly audiences: readonly string[];
}

export interface LivingAssociation {
  readonly cluster: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn: string;
}

/** Settings in the words of the S3 API; one that is not set is left out. */
export interface LivingBucket {
  readonly name: string;
  readonly encryption?: { readonly algorithm: string; readonly key?: string; readonly bucketKey: boolean };
  readonly versioning?: string;
  readonly publicAccessBlock?: Values;
  readonly objectOwnership?: string;
  /** JSON text. */
  readonly policy?: string;
}

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [part: string]: unknown;
}

/** What no API tells, and what therefore no comparison with what lives can show. */
export const UNSEEN: readonly string[] = [
  "whether policies added by hand will be taken away: only Terraform's state knows which roles are exclusive",
  "how runners are registered in GitLab: refs, tags, projects",
  "who else may use the API server: EKS access entries, webhooks, other admission",
  "what the organisation denies: service and resource control policies",
];

/**
 * The AccessModel of what lives, by the same interpreter that reads Terraform: an API object becomes the resource
 * that would have made it. Whatever in the scope is no part of a platform (a binding of a person, an object by hand)
 * is `unread` or an entry that was not declared.
 */
export function fromLiving(living: Living): AccessModel {
  const { account, region } = living;
  const resources = [
    ...(living.addons ?? []).map((addon_name) => resource("aws_eks_addon", addon_name, { addon_name })),
    ...living.roles.flatMap(roleResources),
    ...living.oidcProviders.map(({ issuer: url, audiences: client_id_list }) =>
      resource("aws_iam_openid_connect_provider", url, { url, client_id_list }),
    ),
    ...living.associations.map(associationResource),
    ...living.buckets.flatMap(bucketResources),
    ...living.objects.flatMap(objectResources),
    ...living.releases.map(({ namespace, name, values }) =>
      resource("helm_release", `${namespace}/${name}`, { namespace, name, values: [JSON.stringify(values)] }),
    ),
  ];
  const model = fromTerraform(resources, { account, region });
  return {
    ...model,
    ...(living.addons === undefined ? {} : { podIdentityAgent: { value: living.addons.includes(POD_IDENTITY_AGENT) } }),
    roles: Object.fromEntries(
      Object.entries(model.roles).map(([name, role]) => [name, { ...role, exclusive: { unknown: UNSEEN[0] ?? "" } }]),
    ),
  };
}

function resource(type: string, name: string, values: Values): Resource {
  return { address: `${type} ${name}`, type, values };
}

function roleResources(role: LivingRole): readonly Resource[] {
  const { name, path, trust, permissionsBoundary: permissions_boundary } = role;
  return [
    resource("aws_iam_role", name, { name, path, assume_role_policy: trust, permissions_boundary }),
    ...Object.entries(role.inline).map(([inline, policy]) =>
      resource("aws_iam_role_policy", `${name}/${inline}`, { role: name, policy }),
    ),
    ...role.attached.flatMap(({ arn, document: policy }) => {
      const attach = (policy_arn: unknown) =>
        resource("aws_iam_role_policy_attachment", `${name} ${arn}`, { role: name, policy_arn });
      if (policy === undefined) return [attach(arn)];
      const own = resource("aws_iam_policy", arn, { policy });
      return [own, attach(new Reference(own.address, "arn"))];
    }),
  ];
}

function associationResource(association: LivingAssociation): Resource {
  const { cluster: cluster_name, namespace, serviceAccount: service_account, roleArn: role_arn } = association;
  const values = { cluster_name, namespace, service_account, role_arn };
  return resource("aws_eks_pod_identity_association", `${namespace}/${service_account}`, values);
}

function bucketResources(living: LivingBucket): readonly Resource[] {
  const { name: bucket, encryption, versioning: status, publicAccessBlock, objectOwnership, policy } = living;
  const setting = (type: string, values: Values | undefined) =>
    values === undefined ? [] : [resource(`aws_s3_bucket_${type}`, bucket, { bucket, ...values })];
  return [
    resource("aws_s3_bucket", bucket, { bucket }),
    ...setting(
      "server_side_encryption_configuration",
      encryption && {
        rule: {
          apply_server_side_encryption_by_default: {
            sse_algorithm: encryption.algorithm,
            kms_master_key_id: encryption.key,
          },
          bucket_key_enabled: encryption.bucketKey,
        },
      },
    ),
    ...setting("versioning", status === undefined ? undefined : { versioning_configuration: { status } }),
    ...setting("public_access_block", publicAccessBlock),
    ...setting(
      "ownership_controls",
      objectOwnership === undefined ? undefined : { rule: { object_ownership: objectOwnership } },
    ),
    ...setting("policy", policy === undefined ? undefined : { policy }),
  ];
}

function objectResources(object: KubernetesObject): readonly Resource[] {
  const { kind, metadata } = object;
  const name = [kind, metadata.namespace, metadata.name].filter((part) => part !== undefined).join("/");
  const read = resourceOfObject("", object);
  if (read === undefined) return [resource("kubernetes_manifest", name, { manifest: asWritten(object) })];
  return [resource(read.type, name, read.values)];
}

/**
 * An admission policy or binding, or a NetworkPolicy, without what the API server adds: its own metadata, status, and the defaults of
 * fields that were left out. A field with any other value stays, and is then no longer what was written.
 */
function asWritten({ apiVersion, kind, metadata, spec }: KubernetesObject): Values {
  const { name, namespace } = metadata;
  const own = namespace === undefined ? { name } : { name, namespace };
  return { apiVersion, kind, metadata: own, spec: kind.startsWith("Validating") ? withoutDefaults(spec) : spec };
}

const DEFAULTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  matchPolicy: (value) => value === "Equivalent",
  namespaceSelector: isEmptyObject,
  objectSelector: isEmptyObject,
  scope: (value) => value === "*",
};

function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDefaults);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => DEFAULTS[key]?.(item) !== true)
      .map(([key, item]) => [key, withoutDefaults(item)]),
  );
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
