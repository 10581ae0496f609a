import { platformOf } from "../../sandbox/sandbox";
import { exampleOf, outputsOf } from "./applied-example";
import { AwsCaller } from "./aws-caller";
import { planned } from "./outcome";
import { inSandbox, say } from "./support";

const EXAMPLE = exampleOf("new-cluster");

inSandbox("examples/new-cluster", { declaration: EXAMPLE, aws: { enforce: true } }, (sandbox) => {
  const platform = platformOf(EXAMPLE);
  const [cluster, identities] = ["irsa-test-cluster", "irsa-test-identities"];
  const outputs = async () =>
    (await outputsOf(sandbox.it, cluster)) as { readonly cluster: { readonly issuer: string } } & Record<
      string,
      unknown
    >;

  test("is made by itself, and a second plan changes nothing", async () => {
    const { it } = sandbox;
    await it.prepare(platform);
    expect(await it.synth(EXAMPLE)).toEqual([cluster, identities]);
    await it.apply(platform, [cluster], say);
    expect(await planned(it, cluster)).toEqual([]);
  });

  test("tells what comes after it by its outputs", async () => {
    const { issuer } = (await outputs()).cluster;
    expect(issuer).toMatch(/^https:\/\/oidc\.eks\.us-west-2\.amazonaws\.com\/id\/[0-9A-F]{32}$/);
    expect(await outputs()).toEqual({
      cluster: {
        arn: "arn:aws:eks:us-west-2:123456789012:cluster/irsa-test",
        endpoint: expect.stringMatching(/^https:\/\//) as string,
        issuer,
        name: "irsa-test",
      },
      oidc_provider_arns: { cluster: `arn:aws:iam::123456789012:oidc-provider/${issuer.slice("https://".length)}` },
      role_arns: {
        cluster: "arn:aws:iam::123456789012:role/irsa-test_cluster",
        node: "arn:aws:iam::123456789012:role/irsa-test_node",
      },
    });
  });

  test("has identities by pod identity in the first pass", async () => {
    await sandbox.it.apply(platform, [identities], say);
    expect(await planned(sandbox.it, identities)).toEqual([]);
  });

  test.each([
    ["the pods of the identity may list buckets", "irsa-test-s3-reader-sa", "ListBuckets", "allowed"],
    ["the pods of the identity may not write", "irsa-test-s3-reader-sa", "PutObject any/x", "AccessDeniedException"],
    ["whoever has the role of the node may not list buckets", "irsa-test_node", "ListBuckets", "AccessDeniedException"],
  ])("%s", async (_, role, call, outcome) => {
    const caller = await AwsCaller.as(sandbox.it.aws, role, new Uint8Array(), `${role}-${call.replace(/\W/g, "")}`);
    expect(await caller.try(call)).toBe(outcome);
  });

  test("takes IRSA by the issuer of the output, and makes no second provider", async () => {
    const { issuer } = (await outputs()).cluster;
    const [key = ""] = Object.keys(EXAMPLE.identities);
    const identity = EXAMPLE.identities[key];
    if (EXAMPLE.cluster === undefined || identity === undefined || !("serviceAccount" in identity))
      throw new Error(key);
    const irsa = {
      ...EXAMPLE,
      cluster: { ...EXAMPLE.cluster, oidcProvider: { issuer } },
      identities: { [key]: { ...identity, credentials: "irsa" as const } },
    };
    await sandbox.it.synth(irsa);
    expect(await planned(sandbox.it, cluster)).toEqual([]);
    expect(await planned(sandbox.it, identities)).toEqual([
      "delete aws_eks_pod_identity_association.s3-reader-sa",
      "update aws_iam_role.s3-reader-sa",
      "update kubernetes_service_account_v1.s3-reader-sa",
    ]);
  });

  test("is gone when it is destroyed, after the identities", async () => {
    await sandbox.it.synth(EXAMPLE);
    for (const stack of [identities, cluster]) await sandbox.it.applier.destroy(stack);
    for (const stack of [identities, cluster]) {
      expect((await planned(sandbox.it, stack)).every((change) => change.startsWith("create "))).toBe(true);
    }
  });
});
