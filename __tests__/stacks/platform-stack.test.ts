import { EVERYTHING, EXAMPLE } from "../support/examples";
import { platformOf } from "../support/findings";
import { synthesized } from "../support/synthesized";
import { terraformProblems } from "../terraform/schema";

interface Document {
  readonly terraform: Readonly<Record<string, unknown>>;
  readonly provider: Readonly<Record<string, readonly unknown[]>>;
}

describe("a backend", () => {
  const withBackend = async (backend: string) => {
    const declared = EXAMPLE.replace("gitlab:\n", `terraform: { backend: ${backend} }\ngitlab:\n`);
    const stacks = synthesized(await platformOf(declared));
    expect(Object.values(stacks).flatMap(terraformProblems)).toEqual([]);
    return (stacks["ci-prod-storage"] as Document).terraform;
  };

  test("of GitLab has an address for each stack, and no credentials", async () => {
    const address = "https://gitlab.com/api/v4/projects/77/terraform/state";
    expect((await withBackend(`{ http: { address: "${address}/" } }`)).backend).toEqual({
      http: {
        address: `${address}/ci-prod-storage`,
        lock_address: `${address}/ci-prod-storage/lock`,
        unlock_address: `${address}/ci-prod-storage/lock`,
        lock_method: "POST",
        unlock_method: "DELETE",
        retry_wait_min: 5,
      },
    });
  });

  test("of HCP Terraform has a workspace for each stack", async () => {
    const { cloud, backend } = await withBackend(
      "{ cloud: { organization: acme, hostname: tfe.acme.com, project: ci } }",
    );
    expect([cloud, backend]).toEqual([
      { organization: "acme", hostname: "tfe.acme.com", workspaces: { name: "ci-prod-storage", project: "ci" } },
      undefined,
    ]);
  });
});

describe("a token for the cluster", () => {
  test("is ephemeral: it is in no plan and no state", async () => {
    const declared = EXAMPLE.replace("podIdentityAgent:", "access: token\n  podIdentityAgent:");
    const stacks = synthesized(await platformOf(declared));
    for (const [stack, provider] of [
      ["ci-prod-identities", "kubernetes"],
      ["ci-prod-runners", "helm"],
    ] as const) {
      const written = stacks[stack] as Document & { readonly ephemeral: unknown };
      expect(written.ephemeral).toEqual({ aws_eks_cluster_auth: { cluster: { name: "gitlab-cluster-blog" } } });
      const access = {
        host: "${data.aws_eks_cluster.cluster.endpoint}",
        cluster_ca_certificate: "${base64decode(data.aws_eks_cluster.cluster.certificate_authority[0].data)}",
        token: "${ephemeral.aws_eks_cluster_auth.cluster.token}",
      };
      expect(written.provider[provider]).toEqual([provider === "helm" ? { kubernetes: access } : access]);
    }
  });
});

describe("an emulator", () => {
  const emulated = EVERYTHING.replace(
    "region: eu-central-1",
    'region: eu-central-1\n  endpoint: "http://127.0.0.1:4566"',
  );

  test("is where Terraform looks for AWS and for its state", async () => {
    const stacks = synthesized(await platformOf(emulated));
    const endpoint = "http://127.0.0.1:4566";
    const { provider, terraform } = stacks["every-storage"] as Document;
    expect(provider.aws).toMatchObject([
      {
        endpoints: [{ eks: endpoint, iam: endpoint, s3: endpoint, sts: endpoint }],
        s3_use_path_style: true,
        skip_metadata_api_check: "true",
      },
    ]);
    expect(terraform.backend).toMatchObject({
      s3: { endpoints: { s3: endpoint, sts: endpoint }, use_path_style: true },
    });
    expect(Object.values(stacks).flatMap(terraformProblems)).toEqual([]);
  });
});
