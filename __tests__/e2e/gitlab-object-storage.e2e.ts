import { join } from "node:path";
import type { DeclarationInput } from "../../modules/platform/schema/declaration";
import { succeed } from "../../sandbox/command";
import { component } from "../../sandbox/components";
import { PROJECT } from "../../sandbox/project";
import { platformOf } from "../../sandbox/sandbox";
import { emulatedEnv } from "../../sandbox/terraform";
import { exampleOf, outputsOf } from "./applied-example";
import { deleteRole } from "./by-hand";
import { livingDifferences, planned } from "./outcome";
import { inSandbox, say } from "./support";

const ISSUER = "oidc.eks.ap-northeast-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const EXAMPLE = exampleOf("gitlab-object-storage");

/** The example, whose pods get their role as it is said here. */
function by(credentials: "irsa" | "migrating"): DeclarationInput {
  const global = EXAMPLE.identities["gitlab-global"];
  if (EXAMPLE.cluster === undefined || global === undefined || !("serviceAccount" in global)) {
    throw new Error("the example has no cluster, or no workload gitlab-global");
  }
  return {
    ...EXAMPLE,
    cluster: { ...EXAMPLE.cluster, oidcProvider: { issuer: `https://${ISSUER}` } },
    identities: { "gitlab-global": { ...global, credentials } },
  };
}

inSandbox("examples/gitlab-object-storage, from IRSA to pod identity", { declaration: by("irsa") }, (sandbox) => {
  const [storage, identities] = ["gitlab-eks-storage", "gitlab-eks-identities"];

  test("gets its association besides the annotation, in the same role", async () => {
    const { it } = sandbox;
    await it.prepare(platformOf(by("irsa")));
    await it.apply(platformOf(by("irsa")), await it.synth(by("irsa")), say);
    expect(await livingDifferences(it, by("irsa"))).toEqual([]);
    await it.synth(by("migrating"));
    expect(await planned(it, storage)).toEqual([]);
    expect(await planned(it, identities)).toEqual([
      "create aws_eks_addon.pod-identity-agent",
      "create aws_eks_pod_identity_association.gitlab-global",
      "update aws_iam_role.gitlab-global",
    ]);
    // The emulator takes a trust policy with sts:TagSession for a new role only: here the role is made anew.
    await deleteRole(it, "gitlab-eks-gitlab-global");
    await it.apply(platformOf(by("migrating")), [identities], say);
    expect(await planned(it, identities)).toEqual([]);
    expect(await livingDifferences(it, by("migrating"))).toEqual([]);
  });

  test("is found by the printed command, whatever runs it", async () => {
    const { client, kubeconfig } = sandbox.it.kubernetes;
    for (const [name, serviceAccountName] of [
      ["webservice", "gitlab-global"],
      ["other", "default"],
    ]) {
      await client.send("POST", "/apis/apps/v1/namespaces/gitlab/deployments", {
        metadata: { name },
        spec: {
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels: { app: name } },
            spec: { serviceAccountName, containers: [{ name: "c", image: "x" }] },
          },
        },
      });
    }
    const main = join(PROJECT, "dist", "main.js");
    const config = join(sandbox.it.folder, "jobrole.yaml");
    const said = await succeed(process.execPath, [main, "synth", "-c", config, "-o", sandbox.it.output], {});
    const [command = ""] = /kubectl -n gitlab get[^]*?rollout restart/.exec(said) ?? [];
    const kubectl = `${component("kubectl")} --kubeconfig ${kubeconfig}`;
    const restarted = await succeed("/bin/sh", ["-c", command.replaceAll("kubectl", kubectl)], { env: emulatedEnv() });
    expect(restarted).toBe("deployment.apps/webservice restarted\n");
  });

  test("loses exactly the annotation and the trust in tokens at the end, with a provider that others need", async () => {
    const { it } = sandbox;
    const staying = { ...EXAMPLE, cluster: by("irsa").cluster };
    await it.synth(staying);
    expect(await planned(it, storage)).toEqual([]);
    expect(await planned(it, identities)).toEqual([
      "update aws_iam_role.gitlab-global",
      "update kubernetes_service_account_v1.gitlab-global",
    ]);
  });

  test("is the example then, and tells its buckets and its role", async () => {
    const { it } = sandbox;
    await it.synth(EXAMPLE);
    await deleteRole(it, "gitlab-eks-gitlab-global");
    await it.apply(platformOf(EXAMPLE), [identities], say);
    for (const stack of [storage, identities]) expect([stack, await planned(it, stack)]).toEqual([stack, []]);
    expect(await livingDifferences(it, EXAMPLE)).toEqual([]);
    expect(await outputsOf(it, storage)).toEqual({
      bucket_names: Object.fromEntries(
        ["artifacts", "backups", "lfs", "packages", "registry", "tmp", "uploads"].map((type) => [
          `gitlab-${type}`,
          `acme-gitlab-${type}`,
        ]),
      ),
    });
    expect(await outputsOf(it, identities)).toEqual({
      oidc_provider_arns: {},
      role_arns: { "gitlab-global": "arn:aws:iam::123456789012:role/gitlab-eks-gitlab-global" },
      service_accounts: { "gitlab-global": "gitlab/gitlab-global" },
    });
  });
});
