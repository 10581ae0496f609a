import { parseArn } from "../iam/arn";
import { resourceOfObject } from "../access/kubernetes-object";
import type { Resource, Surroundings, Values } from "../access/resource";

/** What a folder of answers of the AWS CLI and of kubectl tells. */
export interface ReadExport {
  readonly resources: readonly Resource[];
  readonly surroundings: Surroundings;
  /** Name of the cluster, and its issuer. */
  readonly cluster?: { readonly name: string; readonly issuer?: string };
  /** Files, or documents in them, that are none of the answers that are known: why each is left out. */
  readonly unknown: readonly string[];
}

/** A file with one JSON document, or with several one after another, as a loop of commands writes them. */
export interface ExportFile {
  readonly name: string;
  readonly text: string;
}

/** The commands whose answers are known. */
export const EXPORT_COMMANDS: readonly string[] = [
  "aws iam get-account-authorization-details --filter Role LocalManagedPolicy > $DIR/iam.json",
  "aws eks describe-cluster --name $CLUSTER > $DIR/cluster.json",
  "for id in $(aws eks list-pod-identity-associations --cluster-name $CLUSTER --query 'associations[].associationId' --output text); do",
  "  aws eks describe-pod-identity-association --cluster-name $CLUSTER --association-id $id",
  "done > $DIR/associations.json",
  "kubectl get serviceaccounts,roles,rolebindings,clusterroles,clusterrolebindings -A -o json > $DIR/kubernetes.json",
];

/** Reads answers by what is in them, whatever their files are called. */
export function readExport(files: readonly ExportFile[]): ReadExport {
  const resources: Resource[] = [];
  const unknown: string[] = [];
  let cluster: ReadExport["cluster"];
  for (const { name, text } of files) {
    const documents = documentsIn(text);
    if (documents === undefined) {
      unknown.push(`${name} is no JSON`);
      continue;
    }
    for (const document of documents) {
      if (isRecord(document.cluster)) {
        const issuer = record(record(document.cluster.identity).oidc).issuer;
        cluster = { name: textOf(document.cluster.name), ...(typeof issuer === "string" ? { issuer } : {}) };
        continue;
      }
      const read = resourcesOf(document);
      if (read === undefined)
        unknown.push(`${name} is no answer that is known: its keys are ${Object.keys(document).join(", ")}`);
      else resources.push(...read);
    }
  }
  return { resources, surroundings: surroundingsOf(resources), ...(cluster === undefined ? {} : { cluster }), unknown };
}

function documentsIn(text: string): readonly Values[] | undefined {
  try {
    // The CLI indents: a brace at the beginning of a line ends a document.
    const parts = text.split(/^(?<=\}\s*)(?=\{)/m).filter((part) => part.trim() !== "");
    return parts.map((part) => record(JSON.parse(part)));
  } catch {
    return undefined;
  }
}

function resourcesOf(document: Values): readonly Resource[] | undefined {
  if (Array.isArray(document.RoleDetailList)) {
    return [
      ...list(document.RoleDetailList).flatMap(roleResources),
      ...list(document.Policies).flatMap(policyResources),
    ];
  }
  if (isRecord(document.association)) return [associationResource(document.association)];
  if (document.kind === "List") return list(document.items).flatMap(objectResources);
  return typeof document.kind === "string" && isRecord(document.metadata) ? objectResources(document) : undefined;
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleDetail.html */
function roleResources(detail: Values): readonly Resource[] {
  const name = textOf(detail.RoleName);
  const boundary = record(detail.PermissionsBoundary).PermissionsBoundaryArn;
  return [
    resource("aws_iam_role", name, {
      name,
      arn: detail.Arn,
      path: detail.Path,
      assume_role_policy: JSON.stringify(detail.AssumeRolePolicyDocument),
      permissions_boundary: boundary,
      tags: Object.fromEntries(list(detail.Tags).map(({ Key, Value }) => [textOf(Key), Value])),
    }),
    ...list(detail.RolePolicyList).map(({ PolicyName, PolicyDocument }) =>
      resource("aws_iam_role_policy", `${name}/${textOf(PolicyName)}`, {
        role: name,
        name: PolicyName,
        policy: JSON.stringify(PolicyDocument),
      }),
    ),
    ...list(detail.AttachedManagedPolicies).map(({ PolicyArn }) =>
      resource("aws_iam_role_policy_attachment", `${name} ${textOf(PolicyArn)}`, { role: name, policy_arn: PolicyArn }),
    ),
  ];
}

function policyResources({ Arn, PolicyName, PolicyVersionList }: Values): readonly Resource[] {
  const version = list(PolicyVersionList).find(({ IsDefaultVersion }) => IsDefaultVersion === true);
  if (version === undefined) return [];
  return [
    resource("aws_iam_policy", textOf(Arn), { arn: Arn, name: PolicyName, policy: JSON.stringify(version.Document) }),
  ];
}

/** @see https://docs.aws.amazon.com/eks/latest/APIReference/API_PodIdentityAssociation.html */
function associationResource(association: Values): Resource {
  const { clusterName, namespace, serviceAccount, roleArn, associationId, associationArn } = association;
  return resource("aws_eks_pod_identity_association", textOf(associationId), {
    cluster_name: clusterName,
    namespace,
    service_account: serviceAccount,
    role_arn: roleArn,
    association_id: associationId,
    association_arn: associationArn,
  });
}

function objectResources(object: Values): readonly Resource[] {
  const { kind, metadata } = object;
  const { namespace, name } = record(metadata);
  // What Kubernetes brings along is nobody's to adopt.
  if (String(name).startsWith("system:") || String(namespace).startsWith("kube-")) return [];
  const read = resourceOfObject("", object);
  const address = [kind, namespace, name]
    .map(textOf)
    .filter((part) => part !== "")
    .join("/");
  return read === undefined ? [] : [resource(read.type, address, read.values)];
}

function surroundingsOf(resources: readonly Resource[]): Surroundings {
  const arns = resources.flatMap(({ values }) => parseArn(textOf(values.association_arn ?? values.arn ?? "")) ?? []);
  const [account] = new Set(arns.map((arn) => arn.account).filter((id) => /^[0-9]{12}$/.test(id)));
  const [region] = new Set(arns.map((arn) => arn.region).filter((name) => name !== ""));
  return { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) };
}

function resource(type: string, name: string, values: Values): Resource {
  return { address: `${type} ${name}`, type, values };
}

function list(value: unknown): readonly Values[] {
  return Array.isArray(value) ? value.map(record) : [];
}

function record(value: unknown): Values {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
