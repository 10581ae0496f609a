import { EKSClient, ListPodIdentityAssociationsCommand } from "@aws-sdk/client-eks";
import { IAMClient, ListPoliciesCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { differences } from "../../modules/access/difference";
import { fromPlatform } from "../../modules/access/from-platform";
import { fromLiving, UNSEEN } from "../../modules/access/living";
import { scopeOf } from "../../modules/access/scope";
import { clientConfig } from "../../sandbox/aws-api";
import { readLiving } from "../../sandbox/living";
import { platformOf, RUNNER_TOKEN } from "../../sandbox/sandbox";
import { changeByHand, deleteRole } from "./by-hand";
import { livingDifferences, planned } from "./outcome";
import { EXAMPLE, inSandbox, say } from "./support";

const PLANTED = "planted-7f3b9c";

/** Files below a folder that are text, with it; links lead elsewhere. */
function textsBelow(path: string): readonly (readonly [file: string, text: string])[] {
  const found = lstatSync(path);
  if (found.isDirectory()) return readdirSync(path).flatMap((name) => textsBelow(join(path, name)));
  return found.isFile() ? [[path, readFileSync(path, "utf8")]] : [];
}

const [STORAGE, IDENTITIES, RUNNERS] = ["ci-prod-storage", "ci-prod-identities", "ci-prod-runners"] as const;

inSandbox("the example, applied", { declaration: EXAMPLE }, (sandbox) => {
  const platform = platformOf(EXAMPLE);
  const iam = () => new IAMClient(clientConfig(sandbox.it.aws));
  const eks = () => new EKSClient(clientConfig(sandbox.it.aws));
  const s3 = () => new S3Client(clientConfig(sandbox.it.aws));

  test("is applied in the order of its stacks", async () => {
    const { it } = sandbox;
    await it.prepare(platform);
    // What a backend of GitLab would be given by the environment.
    process.env.TF_HTTP_PASSWORD = PLANTED;
    const stacks = await it.synth(EXAMPLE);
    expect(stacks).toEqual([STORAGE, IDENTITIES, RUNNERS]);
    await it.apply(platform, stacks, say);
  });

  test("a second plan changes nothing", async () => {
    for (const stack of [STORAGE, IDENTITIES, RUNNERS])
      expect([stack, await planned(sandbox.it, stack)]).toEqual([stack, []]);
  });

  test("no secret is in anything that was written: JSON, plans, states, values, logs", () => {
    const { folder, kubernetes } = sandbox.it;
    const [, admin = ""] = /"?token"?: "?([^"\s]+)/.exec(readFileSync(kubernetes.kubeconfig, "utf8")) ?? [];
    expect(admin.length).toBeGreaterThan(8);
    // The API server's own files hold its keys and what it stores; the providers are programs of others.
    const written = readdirSync(folder).filter((name) => !["kubernetes", "providers", "aws"].includes(name));
    expect(written).toEqual(expect.arrayContaining(["cdktf.out", "logs"]));
    const texts = written.flatMap((name) => textsBelow(join(folder, name)));
    expect(texts.some(([file]) => file.endsWith(".tfstate"))).toBe(true);
    const leaks = [RUNNER_TOKEN, admin, PLANTED].flatMap((secret) =>
      texts.filter(([, text]) => text.includes(secret)).map(([file]) => [secret, file]),
    );
    expect(leaks).toEqual([]);
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
    expect(await livingDifferences(sandbox.it, EXAMPLE)).toEqual([]);
  });

  test("what was changed by hand is seen", async () => {
    await changeByHand(sandbox.it);
    expect(await livingDifferences(sandbox.it, EXAMPLE)).toEqual([
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
    expect(await planned(sandbox.it, STORAGE)).toEqual(["create aws_s3_bucket_public_access_block.site"]);
    expect(await planned(sandbox.it, IDENTITIES)).toEqual([
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
    await deleteRole(sandbox.it, "ci-prod-gitlab");
    await sandbox.it.apply(platform, [STORAGE, IDENTITIES]);
    expect(await planned(sandbox.it, STORAGE)).toEqual([]);
    expect(await planned(sandbox.it, IDENTITIES)).toEqual([]);
    expect(await livingDifferences(sandbox.it, EXAMPLE)).toEqual([]);
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
