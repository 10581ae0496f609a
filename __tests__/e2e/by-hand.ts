import {
  DeletePodIdentityAssociationCommand,
  EKSClient,
  ListPodIdentityAssociationsCommand,
} from "@aws-sdk/client-eks";
import {
  AttachRolePolicyCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { DeletePublicAccessBlockCommand, S3Client } from "@aws-sdk/client-s3";
import { clientConfig } from "../../sandbox/aws-api";
import type { Sandbox } from "../../sandbox/sandbox";

/** Changes the example where it lives in every way that takes a permission or gives one. */
export async function changeByHand({ aws, kubernetes: { client } }: Sandbox): Promise<void> {
  const iam = new IAMClient(clientConfig(aws));
  const eks = new EKSClient(clientConfig(aws));
  const s3 = new S3Client(clientConfig(aws));
  const open = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  const all = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  await iam.send(
    new AttachRolePolicyCommand({
      RoleName: "ci-prod-docs-publish",
      PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: "ci-prod-docs-build",
      PolicyName: "by-hand",
      PolicyDocument: JSON.stringify(all),
    }),
  );
  await iam.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName: "ci-prod-gitlab",
      PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [open] }),
    }),
  );
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket: "ci-prod-site" }));
  const clusterName = "gitlab-cluster-blog";
  const { associations = [] } = await eks.send(
    new ListPodIdentityAssociationsCommand({ clusterName, serviceAccount: "docs-publish", namespace: "ci-docs" }),
  );
  const [association] = associations;
  await eks.send(new DeletePodIdentityAssociationCommand({ clusterName, associationId: association?.associationId }));
  await client.send("PATCH", "/api/v1/namespaces/ci-docs/serviceaccounts/docs-build", {
    metadata: { annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/admin" } },
  });
  const bindings = "/apis/rbac.authorization.k8s.io/v1/namespaces/docs/rolebindings";
  const [binding] = await client.list(bindings);
  const { name } = (binding?.metadata ?? {}) as { readonly name?: string };
  const subjects = [
    ...(binding?.subjects as readonly unknown[]),
    { kind: "ServiceAccount", name: "docs-build", namespace: "ci-docs" },
  ];
  await client.send("PATCH", `${bindings}/${name ?? ""}`, { subjects });
  const guards = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
  const guard = (await client.list(guards)).find(({ kind }) => kind === "ValidatingAdmissionPolicy");
  const guardName = ((guard?.metadata ?? {}) as { readonly name?: string }).name ?? "";
  await client.send("PATCH", `${guards}/${guardName}`, { spec: { failurePolicy: "Ignore" } });
}

/** Takes a role away, as somebody may by hand. */
export async function deleteRole({ aws }: Sandbox, RoleName: string): Promise<void> {
  const iam = new IAMClient(clientConfig(aws));
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  for (const { PolicyArn } of AttachedPolicies) await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
  await iam.send(new DeleteRoleCommand({ RoleName }));
}
