import { EVERYTHING } from "../support/examples";
import { platformOf } from "../support/findings";
import { addressesOf, type Stacks, synthesized } from "../support/synthesized";

/** What each resource waits for: by `depends_on`, and by the references in its arguments. */
function waits(document: unknown): ReadonlyMap<string, ReadonlySet<string>> {
  const { resource } = document as { resource: Record<string, Record<string, Record<string, unknown>>> };
  return new Map(
    addressesOf(document).map((address) => {
      const [type = "", name = ""] = address.split(".");
      const { depends_on: explicit = [], ...values } = resource[type]?.[name] ?? {};
      const references = [...JSON.stringify(values).matchAll(/\$\{([a-z0-9_]+\.[\w-]+)\./g)].map(
        ([, target = ""]) => target,
      );
      return [address, new Set([...(explicit as string[]), ...references])] as const;
    }),
  );
}

/** Whether a resource waits for another, directly or through others. */
function waitsFor(document: unknown, address: string, other: string): boolean {
  const graph = waits(document);
  expect(graph.has(address) && graph.has(other)).toBe(true);
  const reached = new Set([address]);
  for (const step of reached) for (const next of graph.get(step) ?? []) reached.add(next);
  return reached.has(other);
}

describe("within a stack", () => {
  let stacks: Stacks;
  beforeAll(async () => {
    const inJobNamespace = ["role: view", "rules: [{ resources: [pods], verbs: [get] }]"]
      .map((what) => `      - { namespace: ci-open, ${what} }\n`)
      .join("");
    stacks = synthesized(
      await platformOf(EVERYTHING.replace("      - { cluster: true, role: view }", `${inJobNamespace}$&`)),
    );
  });

  test.each([
    ["storage", "aws_s3_bucket_policy.full", "aws_s3_bucket_public_access_block.full"],
    ["storage", "aws_s3_bucket_ownership_controls.full", "aws_s3_bucket_public_access_block.full"],
    ["storage", "aws_s3_bucket_versioning.full", "aws_s3_bucket_ownership_controls.full"],
    ["storage", "aws_s3_bucket_policy.full", "aws_s3_bucket_versioning.full"],
    ["storage", "aws_s3_bucket_lifecycle_configuration.full", "aws_s3_bucket_versioning.full"],
    ["identities", "aws_iam_role.publish", "aws_iam_policy.publish"],
    ["identities", "aws_iam_role_policy_attachments_exclusive.publish", "aws_iam_role.publish"],
    ["identities", "aws_eks_pod_identity_association.publish", "aws_iam_role.publish"],
    ["identities", "aws_eks_pod_identity_association.publish", "aws_iam_role_policy_attachments_exclusive.publish"],
    ["identities", "kubernetes_namespace_v1.docs", "kubernetes_manifest.docs__binding"],
    ["identities", "kubernetes_manifest.docs__binding", "kubernetes_manifest.docs"],
    ["identities", "kubernetes_service_account_v1.publish", "kubernetes_namespace_v1.docs_ci-docs-publish"],
    ["identities", "kubernetes_service_account_v1.publish", "kubernetes_manifest.docs_ci-docs-publish"],
    ["identities", "kubernetes_service_account_v1.docs__manager", "kubernetes_namespace_v1.docs__manager"],
    ["identities", "kubernetes_role_binding_v1.docs__manager", "kubernetes_namespace_v1.docs"],
    ["identities", "kubernetes_role_binding_v1.docs__manager", "kubernetes_service_account_v1.docs__manager"],
    ["identities", "kubernetes_role_binding_v1.publish_docs", "kubernetes_role_v1.publish_docs"],
    ["identities", "kubernetes_role_v1.publish_ci-open", "kubernetes_namespace_v1.open"],
    ["identities", "kubernetes_role_binding_v1.publish_ci-open_2bcb43cbc8", "kubernetes_namespace_v1.open"],
    ["identities", "kubernetes_cluster_role_binding_v1.publish", "kubernetes_cluster_role_v1.publish"],
  ])("%s: %s waits for %s", (stack, address, other) => {
    expect(waitsFor(stacks[`every-${stack}`], address, other)).toBe(true);
  });

  test("every policy is replaced before it is destroyed", () => {
    const { resource } = stacks["every-identities"] as { resource: { aws_iam_policy: Record<string, object> } };
    for (const policy of Object.values(resource.aws_iam_policy)) {
      expect(policy).toMatchObject({ lifecycle: { create_before_destroy: true } });
      expect(policy).not.toHaveProperty("description");
    }
  });

  test("every role detaches its policies by force", () => {
    const { resource } = stacks["every-identities"] as { resource: { aws_iam_role: Record<string, object> } };
    for (const role of Object.values(resource.aws_iam_role))
      expect(role).toMatchObject({ force_detach_policies: true });
  });
});
