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
  ListPoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { DeletePublicAccessBlockCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { differences } from "../../modules/access/difference";
import { fromPlatform } from "../../modules/access/from-platform";
import { fromLiving, UNSEEN } from "../../modules/access/living";
import { scopeOf } from "../../modules/access/scope";
import type { DeclarationInput } from "../../modules/platform/schema/declaration";
import { clientConfig } from "../../sandbox/aws-api";
import { readLiving } from "../../sandbox/living";
import { platformOf } from "../../sandbox/sandbox";
import { EXAMPLE, inSandbox, say } from "./support";

const [STORAGE, IDENTITIES, RUNNERS] = ["ci-prod-storage", "ci-prod-identities", "ci-prod-runners"] as const;

/** The example with other identities. */
function withIdentities(change: (identities: DeclarationInput["identities"]) => DeclarationInput["identities"]) {
  return { ...EXAMPLE, identities: change(EXAMPLE.identities) };
}

const PREVIEW = { runner: "docs", projects: ["acme/docs"], allow: [{ bucket: "site", access: "read" as const }] };
const WITH_PREVIEW = withIdentities((identities) => ({ ...identities, "docs-preview": PREVIEW }));

inSandbox("the example, applied", { declaration: EXAMPLE }, (sandbox) => {
  const platform = platformOf(EXAMPLE);
  const iam = () => new IAMClient(clientConfig(sandbox.it.aws));
  const eks = () => new EKSClient(clientConfig(sandbox.it.aws));
  const s3 = () => new S3Client(clientConfig(sandbox.it.aws));

  /** What an apply of a stack would do, as `action address`, sorted; a replacement counts as both its actions. */
  async function planned(stack: string): Promise<readonly string[]> {
    const changes = await sandbox.it.applier.plan(stack);
    return changes.flatMap(({ address, actions }) => actions.map((action) => `${action} ${address}`)).sort();
  }

  /** Paths of the model at which what lives is not what a declaration says, without what no API tells. */
  async function livingDifferences(declaration: DeclarationInput = EXAMPLE): Promise<readonly string[]> {
    const { aws, kubernetes } = sandbox.it;
    const declared = platformOf(declaration);
    const living = fromLiving(await readLiving(aws, kubernetes, scopeOf(declared)));
    return differences(fromPlatform(declared), living)
      .map(({ path }) => path)
      .filter((path) => !/^roles\.[^.]+\.exclusive\./.test(path));
  }

  async function deleteRole(RoleName: string): Promise<void> {
    const { AttachedPolicies = [] } = await iam().send(new ListAttachedRolePoliciesCommand({ RoleName }));
    for (const { PolicyArn } of AttachedPolicies)
      await iam().send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await iam().send(new DeleteRoleCommand({ RoleName }));
  }

  test("is applied in the order of its stacks", async () => {
    const { it } = sandbox;
    await it.prepare(platform);
    const stacks = await it.synth(EXAMPLE);
    expect(stacks).toEqual([STORAGE, IDENTITIES, RUNNERS]);
    await it.apply(platform, stacks, say);
  });

  test("a second plan changes nothing", async () => {
    for (const stack of [STORAGE, IDENTITIES, RUNNERS]) expect([stack, await planned(stack)]).toEqual([stack, []]);
  });

  test("what lives is what was declared, but for what no API tells", async () => {
    const { aws, kubernetes } = sandbox.it;
    const living = fromLiving(await readLiving(aws, kubernetes, scopeOf(platform)));
    const unknown = differences(fromPlatform(platform), living).filter(({ path }) => path.endsWith(".unknown"));
    expect(unknown).toEqual(
      ["ci-prod-docs-build", "ci-prod-docs-publish", "ci-prod-docs_manager", "ci-prod-gitlab"].map((role) => ({
        path: `roles.${role}.exclusive.unknown`,
        written: JSON.stringify(UNSEEN[0]),
      })),
    );
    expect(await livingDifferences()).toEqual([]);
  });

  test("what was changed by hand is seen", async () => {
    const { client } = sandbox.it.kubernetes;
    const open = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
    const all = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
    await iam().send(
      new AttachRolePolicyCommand({
        RoleName: "ci-prod-docs-publish",
        PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
      }),
    );
    await iam().send(
      new PutRolePolicyCommand({
        RoleName: "ci-prod-docs-build",
        PolicyName: "by-hand",
        PolicyDocument: JSON.stringify(all),
      }),
    );
    await iam().send(
      new UpdateAssumeRolePolicyCommand({
        RoleName: "ci-prod-gitlab",
        PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [open] }),
      }),
    );
    await s3().send(new DeletePublicAccessBlockCommand({ Bucket: "ci-prod-site" }));
    const clusterName = "gitlab-cluster-blog";
    const { associations = [] } = await eks().send(
      new ListPodIdentityAssociationsCommand({ clusterName, serviceAccount: "docs-publish", namespace: "ci-docs" }),
    );
    const [association] = associations;
    await eks().send(
      new DeletePodIdentityAssociationCommand({ clusterName, associationId: association?.associationId }),
    );
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

    expect(await livingDifferences()).toEqual([
      "pods.ci-docs/docs-build.roleArn",
      "associations.ci-docs/docs-publish",
      "roles.ci-prod-docs-build.statements.value[0]",
      "roles.ci-prod-docs-publish.managedPolicies.value[0]",
      "roles.ci-prod-gitlab.trust.value[0].Principal.Service[0]",
      "roles.ci-prod-gitlab.trust.value[0].Action[1]",
      "roles.ci-prod-gitlab.trust.value[0].Condition",
      "bindings[1].subject",
      "bindings[2]",
      "admission.ci-docs",
      "buckets.ci-prod-site.publicAccessBlocked",
      "unread[0]",
      "unread[1]",
    ]);
    expect(await planned(STORAGE)).toEqual(["create aws_s3_bucket_public_access_block.site"]);
    expect(await planned(IDENTITIES)).toEqual([
      "create aws_eks_pod_identity_association.docs-publish",
      "update aws_iam_role.gitlab",
      "update aws_iam_role_policies_exclusive.docs-build",
      "update aws_iam_role_policy_attachments_exclusive.docs-publish",
      "update kubernetes_manifest.docs",
      "update kubernetes_role_binding_v1.docs-publish_docs_2bcb43cbc8",
      "update kubernetes_service_account_v1.docs-build",
    ]);
  });

  test("and repaired by an apply", async () => {
    // The emulator takes a trust policy with sts:TagSession for a new role only: here the role is made anew.
    await deleteRole("ci-prod-gitlab");
    await sandbox.it.apply(platform, [STORAGE, IDENTITIES]);
    expect(await planned(STORAGE)).toEqual([]);
    expect(await planned(IDENTITIES)).toEqual([]);
    expect(await livingDifferences()).toEqual([]);
  });

  /** Plans a changed declaration. */
  async function plannedFor(declaration: DeclarationInput) {
    await sandbox.it.synth(declaration);
    return { identities: await planned(IDENTITIES), runners: await planned(RUNNERS) };
  }

  test("a changed prefix changes one policy in place", async () => {
    const changed = withIdentities(
      ({ "docs-publish": publish, ...identities }) =>
        ({
          ...identities,
          "docs-publish": {
            ...publish,
            allow: [{ bucket: "site", access: "read-write", prefix: "www/" }, ...(publish?.allow.slice(1) ?? [])],
          },
        }) as DeclarationInput["identities"],
    );
    expect(await plannedFor(changed)).toEqual({
      identities: ["update aws_iam_policy.docs-publish"],
      runners: [],
    });
  });

  test("an identity that moves to another runner keeps its role", async () => {
    const moved = {
      ...withIdentities(
        ({ "docs-publish": publish, ...identities }) =>
          ({
            ...identities,
            "docs-publish": { ...publish, runner: "web" },
          }) as DeclarationInput["identities"],
      ),
      runners: {
        ...EXAMPLE.runners,
        web: {
          namespace: "ci-web",
          refs: "protected" as const,
          tokenSecret: "web-runner-token",
          defaultIdentity: "docs-publish",
        },
      },
    };
    expect(await plannedFor(moved)).toEqual({
      identities: [
        "create aws_eks_pod_identity_association.docs-publish",
        "create kubernetes_manifest.web",
        "create kubernetes_manifest.web__binding",
        "create kubernetes_namespace_v1.web",
        "create kubernetes_namespace_v1.web__manager",
        "create kubernetes_role_binding_v1.web__manager",
        "create kubernetes_role_v1.web__manager",
        "create kubernetes_service_account_v1.docs-publish",
        "create kubernetes_service_account_v1.web__manager",
        "delete aws_eks_pod_identity_association.docs-publish",
        "delete kubernetes_service_account_v1.docs-publish",
        "update aws_iam_role.docs-publish",
        "update kubernetes_manifest.docs",
        "update kubernetes_role_binding_v1.docs-publish_docs_2bcb43cbc8",
      ],
      runners: ["create helm_release.web", "update helm_release.docs"],
    });
  });

  test("a new identity touches the guard and the pattern of its runner, and nothing else that is there", async () => {
    expect(await plannedFor(WITH_PREVIEW)).toEqual({
      identities: [
        "create aws_eks_pod_identity_association.docs-preview",
        "create aws_iam_policy.docs-preview",
        "create aws_iam_role.docs-preview",
        "create aws_iam_role_policies_exclusive.docs-preview",
        "create aws_iam_role_policy_attachments_exclusive.docs-preview",
        "create kubernetes_service_account_v1.docs-preview",
        "update kubernetes_manifest.docs",
      ],
      runners: ["update helm_release.docs"],
    });
    await sandbox.it.apply(platformOf(WITH_PREVIEW), [IDENTITIES, RUNNERS]);
    expect(await livingDifferences(WITH_PREVIEW)).toEqual([]);
  });

  test("its removal takes it away and nothing else", async () => {
    expect(await plannedFor(EXAMPLE)).toEqual({
      identities: [
        "delete aws_eks_pod_identity_association.docs-preview",
        "delete aws_iam_policy.docs-preview",
        "delete aws_iam_role.docs-preview",
        "delete aws_iam_role_policies_exclusive.docs-preview",
        "delete aws_iam_role_policy_attachments_exclusive.docs-preview",
        "delete kubernetes_service_account_v1.docs-preview",
        "update kubernetes_manifest.docs",
      ],
      runners: ["update helm_release.docs"],
    });
    await sandbox.it.apply(platform, [IDENTITIES, RUNNERS]);
    expect(await planned(IDENTITIES)).toEqual([]);
    expect(await livingDifferences()).toEqual([]);
  });

  test("a policy is dropped from a role that lives on", async () => {
    const without = withIdentities(
      ({ gitlab, ...identities }) =>
        ({ ...identities, gitlab: { ...gitlab, allow: [] } }) as DeclarationInput["identities"],
    );
    expect(await plannedFor(without)).toEqual({
      identities: ["delete aws_iam_policy.gitlab", "update aws_iam_role_policy_attachments_exclusive.gitlab"],
      runners: [],
    });
    await sandbox.it.apply(platformOf(without), [IDENTITIES]);
    expect(await planned(IDENTITIES)).toEqual([]);
    expect(await livingDifferences(without)).toEqual([]);
  });

  test("its destruction leaves nothing of ours", async () => {
    const { applier, kubernetes } = sandbox.it;
    for (const stack of [RUNNERS, IDENTITIES, STORAGE]) await applier.destroy(stack);
    const roles = (await iam().send(new ListRolesCommand({}))).Roles ?? [];
    expect(roles.map(({ RoleName }) => RoleName).filter((name) => name?.startsWith("ci-prod"))).toEqual([]);
    expect((await iam().send(new ListPoliciesCommand({ Scope: "Local" }))).Policies ?? []).toEqual([]);
    const associations = await eks().send(
      new ListPodIdentityAssociationsCommand({ clusterName: "gitlab-cluster-blog" }),
    );
    expect(associations.associations).toEqual([]);
    // What existed stays.
    const buckets = (await s3().send(new ListBucketsCommand({}))).Buckets ?? [];
    expect(buckets.map(({ Name }) => Name)).toEqual(["acme-logs"]);
    const names = async (path: string) =>
      (await kubernetes.client.list(path)).map(({ metadata }) => (metadata as { readonly name: string }).name);
    expect(await names("/api/v1/namespaces")).toEqual([
      "default",
      "docs",
      "gitlab",
      "kube-node-lease",
      "kube-public",
      "kube-system",
    ]);
    expect(await names("/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies")).toEqual([]);
    expect(await names("/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings")).toEqual([]);
    expect(await names("/api/v1/namespaces/gitlab/serviceaccounts")).toEqual(["default"]);
    expect(await names("/apis/rbac.authorization.k8s.io/v1/namespaces/docs/rolebindings")).toEqual([]);
  });
});
