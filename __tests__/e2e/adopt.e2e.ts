import {
  CreatePodIdentityAssociationCommand,
  DescribePodIdentityAssociationCommand,
  EKSClient,
  ListPodIdentityAssociationsCommand,
} from "@aws-sdk/client-eks";
import {
  AttachRolePolicyCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  GetAccountAuthorizationDetailsCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { DeclarationInput } from "../../modules/platform/schema/declaration";
import { clientConfig } from "../../sandbox/aws-api";
import { succeed } from "../../sandbox/command";
import { component } from "../../sandbox/components";
import { PROJECT } from "../../sandbox/project";
import { platformOf, type Sandbox } from "../../sandbox/sandbox";
import { livingDifferences, planned } from "./outcome";
import { inSandbox, say } from "./support";

const CLUSTER = "gitlab-cluster-blog";
const ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLEOIDCID77E02783D8273C";
const PROVIDER = `arn:aws:iam::123456789012:oidc-provider/${ISSUER}`;
const EMPTY: DeclarationInput = {
  name: "adopted",
  aws: { account: "123456789012", region: "us-east-1" },
  cluster: { name: CLUSTER, podIdentityAgent: "present" },
  identities: {},
};

/** Makes by hand what the two articles make: a role by IRSA, and one by pod identity. */
async function makeByHand({ aws, kubernetes: { client } }: Sandbox): Promise<void> {
  const iam = new IAMClient(clientConfig(aws));
  const eks = new EKSClient(clientConfig(aws));
  await iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: `https://${ISSUER}`, ClientIDList: ["sts.amazonaws.com"] }),
  );
  const document = (Statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [Statement] });
  await iam.send(
    new CreateRoleCommand({
      RoleName: "test-iamrole",
      AssumeRolePolicyDocument: document({
        Effect: "Allow",
        Principal: { Federated: PROVIDER },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${ISSUER}:aud`]: "sts.amazonaws.com",
            [`${ISSUER}:sub`]: "system:serviceaccount:gitlab-runner:test-iamrole-sa",
          },
        },
      }),
      Tags: [{ Key: "team", Value: "tests" }],
    }),
  );
  await iam.send(
    new AttachRolePolicyCommand({
      RoleName: "test-iamrole",
      PolicyArn: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: "test-iamrole",
      PolicyName: "queue",
      PolicyDocument: document({
        Effect: "Allow",
        Action: ["sqs:SendMessage"],
        Resource: "arn:aws:sqs:us-east-1:123456789012:jobs",
      }),
    }),
  );
  await iam.send(
    new CreateRoleCommand({
      RoleName: "gitlab-eks-global",
      AssumeRolePolicyDocument: document({
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
      }),
    }),
  );
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: "gitlab-s3-policy",
      PolicyDocument: document({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::gitlab-lfs/*" }),
    }),
  );
  await iam.send(new AttachRolePolicyCommand({ RoleName: "gitlab-eks-global", PolicyArn: Policy?.Arn }));
  await eks.send(
    new CreatePodIdentityAssociationCommand({
      clusterName: CLUSTER,
      namespace: "gitlab",
      serviceAccount: "gitlab-global",
      roleArn: "arn:aws:iam::123456789012:role/gitlab-eks-global",
    }),
  );
  await iam.send(
    new CreateRoleCommand({
      RoleName: "node",
      AssumeRolePolicyDocument: document({
        Effect: "Allow",
        Principal: { Service: "ec2.amazonaws.com" },
        Action: "sts:AssumeRole",
      }),
    }),
  );
  const account = async (namespace: string, name: string, annotations = {}) => {
    await client.send("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
    await client.send("POST", `/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name, annotations } });
  };
  await account("gitlab-runner", "test-iamrole-sa", {
    "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/test-iamrole",
  });
  await account("gitlab", "gitlab-global");
}

/** Writes what the commands of the README write; the CLI decodes policies where the API does not. */
async function exportTo(folder: string, { aws, kubernetes: { kubeconfig } }: Sandbox): Promise<void> {
  const iam = new IAMClient(clientConfig(aws));
  const eks = new EKSClient(clientConfig(aws));
  const details = await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["Role", "LocalManagedPolicy"] }));
  const decoded = JSON.stringify(details, (key, value: unknown) =>
    key.endsWith("Document") && typeof value === "string" ? (JSON.parse(decodeURIComponent(value)) as unknown) : value,
  );
  mkdirSync(folder);
  writeFileSync(join(folder, "iam.json"), decoded);
  writeFileSync(
    join(folder, "cluster.json"),
    JSON.stringify({ cluster: { name: CLUSTER, identity: { oidc: { issuer: `https://${ISSUER}` } } } }),
  );
  const { associations = [] } = await eks.send(new ListPodIdentityAssociationsCommand({ clusterName: CLUSTER }));
  const described = await Promise.all(
    associations.map(async ({ associationId }) =>
      eks.send(new DescribePodIdentityAssociationCommand({ clusterName: CLUSTER, associationId })),
    ),
  );
  writeFileSync(
    join(folder, "associations.json"),
    described.map(({ association }) => `${JSON.stringify({ association }, undefined, 4)}\n`).join(""),
  );
  const kinds = "serviceaccounts,roles,rolebindings,clusterroles,clusterrolebindings";
  const objects = await succeed(
    component("kubectl"),
    ["--kubeconfig", kubeconfig, "get", kinds, "-A", "-o", "json"],
    {},
  );
  writeFileSync(join(folder, "kubernetes.json"), objects);
}

inSandbox("what was made by hand, adopted", { declaration: EMPTY }, (sandbox) => {
  let proposed: DeclarationInput = EMPTY;
  let said = "";

  beforeAll(async () => {
    const { it } = sandbox;
    await it.prepare(platformOf(EMPTY));
    await makeByHand(it);
    const folder = join(it.folder, "export");
    await exportTo(folder, it);
    const main = join(PROJECT, "dist", "main.js");
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, "adopt", "--from-aws-export", folder], {
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([0, expect.stringContaining("2 identities proposed.")]);
    proposed = parse(stdout) as DeclarationInput;
    said = stderr;
  });

  test("is proposed with its names and what it may do", () => {
    expect(proposed.identities).toEqual({
      "gitlab-global": {
        serviceAccount: "gitlab/gitlab-global",
        names: { role: "gitlab-eks-global" },
        allow: [{ managedPolicy: "arn:aws:iam::123456789012:policy/gitlab-s3-policy" }],
      },
      "test-iamrole-sa": {
        serviceAccount: "gitlab-runner/test-iamrole-sa",
        credentials: "irsa",
        names: { role: "test-iamrole" },
        tags: { team: "tests" },
        allow: [
          { managedPolicy: "AmazonS3ReadOnlyAccess" },
          { actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:us-east-1:123456789012:jobs"] },
        ],
      },
    });
    expect(said).toContain("role node is left out: no ServiceAccount gets it");
  });

  test("is destroyed or replaced in nothing by the first plan", async () => {
    const stack = "adopted-identities";
    expect(await sandbox.it.synth(proposed)).toEqual([stack]);
    const changes = await planned(sandbox.it, stack);
    expect(changes.filter((change) => !/^(create|update) /.test(change))).toEqual([]);
    // Of Kubernetes kubectl applies over what exists, where terraform is without its provider.
    expect(changes.filter((change) => change.startsWith("create aws_"))).toEqual([
      "create aws_iam_policy.test-iamrole-sa",
      "create aws_iam_role_policies_exclusive.gitlab-global",
      "create aws_iam_role_policies_exclusive.test-iamrole-sa",
      "create aws_iam_role_policy_attachments_exclusive.gitlab-global",
      "create aws_iam_role_policy_attachments_exclusive.test-iamrole-sa",
    ]);
  });

  test("is what was declared after the first apply, and a second plan changes nothing", async () => {
    // The emulator refuses sts:TagSession in the trust of a role that is there: of pod identity the plan has to do.
    const { "test-iamrole-sa": own } = proposed.identities;
    if (own === undefined) throw new Error("nothing was proposed");
    const imports = Object.entries(proposed.imports?.identities ?? {}).filter(([to]) => to.endsWith("test-iamrole-sa"));
    const declaration: DeclarationInput = {
      ...proposed,
      identities: { "test-iamrole-sa": own },
      imports: { identities: Object.fromEntries(imports) },
    };
    const stacks = await sandbox.it.synth(declaration);
    await sandbox.it.apply(platformOf(declaration), stacks, say);
    for (const stack of stacks) expect([stack, await planned(sandbox.it, stack)]).toEqual([stack, []]);
    expect(await livingDifferences(sandbox.it, declaration)).toEqual([]);
  });
});
