import type { DeclarationInput } from "../../modules/platform/schema/declaration";
import { platformOf } from "../../sandbox/sandbox";
import { livingDifferences, planned } from "./outcome";
import { EXAMPLE, inSandbox } from "./support";

const [IDENTITIES, RUNNERS] = ["ci-prod-identities", "ci-prod-runners"] as const;

/** The example with other identities. */
function withIdentities(change: (identities: DeclarationInput["identities"]) => DeclarationInput["identities"]) {
  return { ...EXAMPLE, identities: change(EXAMPLE.identities) };
}

const PREVIEW = { runner: "docs", projects: ["acme/docs"], allow: [{ bucket: "site", access: "read" as const }] };
/** The storage stack is not applied here: names are known, and the stacks are planned each for itself. */
const WITHOUT_BUCKETS = ["buckets.acme-ci-cache", "buckets.ci-prod-site"];
const WITH_PREVIEW = withIdentities((identities) => ({ ...identities, "docs-preview": PREVIEW }));

inSandbox("a change of the example", { declaration: EXAMPLE }, (sandbox) => {
  const platform = platformOf(EXAMPLE);

  beforeAll(async () => {
    const { it } = sandbox;
    await it.prepare(platform);
    await it.synth(EXAMPLE);
    await it.apply(platform, [IDENTITIES, RUNNERS]);
  });

  /** Plans a changed declaration. */
  async function plannedFor(declaration: DeclarationInput) {
    await sandbox.it.synth(declaration);
    return { identities: await planned(sandbox.it, IDENTITIES), runners: await planned(sandbox.it, RUNNERS) };
  }

  test("a changed prefix changes one policy in place", async () => {
    const changed = withIdentities(
      ({ "docs-publish": publish, ...identities }) =>
        ({
          ...identities,
          "docs-publish": {
            ...publish,
            allow: [{ bucket: "site", access: "read-write", prefix: "www/" }, ...(publish?.allow.slice(1) ?? [])],
            expect: [{ can: "s3:PutObject", on: "bucket:site/www/index.html" }],
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
    expect(await livingDifferences(sandbox.it, WITH_PREVIEW)).toEqual(WITHOUT_BUCKETS);
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
    expect(await planned(sandbox.it, IDENTITIES)).toEqual([]);
    expect(await livingDifferences(sandbox.it, EXAMPLE)).toEqual(WITHOUT_BUCKETS);
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
    expect(await planned(sandbox.it, IDENTITIES)).toEqual([]);
    expect(await livingDifferences(sandbox.it, without)).toEqual(WITHOUT_BUCKETS);
  });
});
