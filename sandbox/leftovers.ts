import { EKSClient, ListPodIdentityAssociationsCommand } from "@aws-sdk/client-eks";
import { at, type Resource, textAt } from "../modules/access/resource";
import { type AwsApi, clientConfig } from "./aws-api";
import type { ApplyError } from "./terraform";

/**
 * What a killed apply made and no longer wrote into the state: the next apply says that it exists already. Its names
 * are declared, so that what exists under one is ours, and `terraform import` takes it into the state by these ids.
 *
 * @returns ids by address; undefined when an error is about anything else
 */
export async function leftovers(
  { diagnostics }: ApplyError,
  resources: readonly Resource[],
  api: AwsApi,
): Promise<Readonly<Record<string, string>> | undefined> {
  const ids: Record<string, string> = {};
  for (const { address, summary, detail } of diagnostics) {
    const resource = resources.find((candidate) => candidate.address === address);
    if (resource === undefined || !EXISTS.test(`${summary} ${detail}`)) return undefined;
    const id = await importId(resource, api);
    if (id === undefined) return undefined;
    ids[resource.address] = id;
  }
  return ids;
}

/** In the words of IAM, S3, EKS, the Kubernetes and the Helm provider. */
const EXISTS = /AlreadyExists|already exists|AlreadyOwnedByYou|ResourceInUse|cannot re-use a name/i;

/** @see the section Import of each resource, https://registry.terraform.io/providers/hashicorp/aws/latest/docs */
async function importId({ type, values }: Resource, api: AwsApi): Promise<string | undefined> {
  const name = textAt(values, "metadata", "name");
  const namespace = textAt(values, "metadata", "namespace");
  switch (type) {
    case "aws_eks_addon":
      return `${textAt(values, "cluster_name") ?? ""}:${textAt(values, "addon_name") ?? ""}`;
    case "aws_eks_pod_identity_association":
      return associationId(values, api);
    case "aws_iam_policy":
      return `arn:aws:iam::${api.account}:policy/${textAt(values, "name") ?? ""}`;
    case "aws_iam_role":
      return textAt(values, "name");
    case "aws_s3_bucket":
      return textAt(values, "bucket");
    case "helm_release":
      return `${textAt(values, "namespace") ?? ""}/${textAt(values, "name") ?? ""}`;
    case "kubernetes_manifest": {
      const manifest = at(values, "manifest");
      const [apiVersion, kind] = [textAt(manifest, "apiVersion"), textAt(manifest, "kind")];
      return `apiVersion=${apiVersion ?? ""},kind=${kind ?? ""},name=${textAt(manifest, "metadata", "name") ?? ""}`;
    }
    default:
      return type.startsWith("kubernetes_") && name !== undefined
        ? [namespace, name].filter(Boolean).join("/")
        : undefined;
  }
}

async function associationId(values: Resource["values"], api: AwsApi): Promise<string | undefined> {
  const clusterName = textAt(values, "cluster_name");
  const { associations = [] } = await new EKSClient(clientConfig(api)).send(
    new ListPodIdentityAssociationsCommand({
      clusterName,
      namespace: textAt(values, "namespace"),
      serviceAccount: textAt(values, "service_account"),
    }),
  );
  const [association] = associations;
  return association === undefined ? undefined : `${clusterName ?? ""},${association.associationId ?? ""}`;
}
