import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { differences } from "../../modules/access/difference";
import { fromPlatform } from "../../modules/access/from-platform";
import { fromTerraform } from "../../modules/access/from-terraform";
import { readWritten } from "../../modules/access/written";
import { ciYaml } from "../../modules/gitlab/ci-jobs";
import type { Statement } from "../../modules/iam/policy";
import { ciJobsOf } from "../../modules/platform/ci-jobs";
import type { CheckedPlatform } from "../../modules/platform/platform";
import { fileText } from "../support/examples";
import { platformOf } from "../support/findings";
import { addressesOf, type Stacks, synthesized } from "../support/synthesized";
import { terraformProblems } from "../terraform/schema";

/** Each scenario of examples/ with its golden addresses: a contract with the state of whoever began with it. */
const SCENARIOS = ["irsa", "gitlab-oidc", "new-cluster", "gitlab-object-storage"] as const;

const example = (name: string, file = "jobrole.yaml") => fileText("examples", name, file);

function modelOf(stacks: Stacks) {
  const { resources, surroundings } = readWritten(Object.values(stacks));
  return fromTerraform(resources, surroundings);
}

describe.each(SCENARIOS)("examples/%s", (name) => {
  let platform: CheckedPlatform;
  let stacks: Stacks;
  beforeAll(async () => {
    platform = await platformOf(example(name));
    stacks = synthesized(platform);
  });

  test("is written as valid Terraform that says what was declared", () => {
    expect(Object.values(stacks).flatMap(terraformProblems)).toEqual([]);
    expect(differences(fromPlatform(platform), modelOf(stacks))).toEqual([]);
  });

  test("has the addresses that it had", () => {
    const listed = Object.entries(stacks).flatMap(([stack, document]) =>
      addressesOf(document).map((address) => `${stack} ${address}\n`),
    );
    expect(listed.join("")).toBe(readFileSync(join(__dirname, `${name}.golden.txt`), "utf8"));
  });

  test("has a README of a page", () => {
    expect(example(name, "README.md").split("\n").length).toBeLessThan(60);
  });
});

describe.each(["irsa", "gitlab-oidc"])("examples/%s", (name) => {
  test("shows the jobs that jobrole ci prints", async () => {
    const platform = await platformOf(example(name));
    const text = example(name, "README.md");
    const [, block = ""] = /^ *```yaml\n([^]*?)^ *```$/m.exec(text) ?? [];
    const shown = parse(block) as Readonly<Record<string, unknown>>;
    const printed = parse(ciYaml(ciJobsOf(platform, undefined))) as Readonly<Record<string, unknown>>;
    const hidden = Object.entries(shown).filter(([job]) => job.startsWith("."));
    expect(hidden.length).toBeGreaterThan(0);
    for (const [job, lines] of hidden) expect([job, lines]).toEqual([job, printed[job]]);
  });
});

describe("examples/irsa", () => {
  const issuer = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLEOIDCID77E02783D8273C";

  test("is the published set-up, without what it left open", async () => {
    const model = modelOf(synthesized(await platformOf(example("irsa"))));
    expect(model.oidcProviders).toEqual({
      [issuer]: {
        arn: { value: `arn:aws:iam::123456789012:oidc-provider/${issuer}` },
        audiences: { value: ["sts.amazonaws.com"] },
      },
    });
    expect(model.roles["test-iamrole"]).toEqual({
      arn: { value: "arn:aws:iam::123456789012:role/test-iamrole" },
      trust: {
        value: [
          {
            Effect: "Allow",
            Principal: { Federated: [`arn:aws:iam::123456789012:oidc-provider/${issuer}`] },
            Action: ["sts:AssumeRoleWithWebIdentity"],
            Condition: {
              StringEquals: {
                [`${issuer}:aud`]: ["sts.amazonaws.com"],
                [`${issuer}:sub`]: ["system:serviceaccount:gitlab-runner:test-iamrole-sa"],
              },
            },
          },
        ],
      },
      statements: { value: [] },
      managedPolicies: { value: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"] },
      exclusive: { value: true },
    });
    expect(model.pods["gitlab-runner/test-iamrole-sa"]).toEqual({
      automountToken: false,
      annotations: {},
      roleArn: "arn:aws:iam::123456789012:role/test-iamrole",
    });
    expect(model.associations).toEqual({});
    expect(Object.values(model.runners)[0]).toMatchObject({
      serviceAccountPattern: "^(?:nothing|test-iamrole-sa)$",
      defaultPod: "gitlab-runner/nothing",
    });
  });

  test("uses a provider that exists and makes none", async () => {
    const existing = `oidcProvider: { existing: "arn:aws:iam::123456789012:oidc-provider/${issuer}" }`;
    const platform = await platformOf(example("irsa").replace(/oidcProvider: \{ issuer.*/, existing));
    const model = modelOf(synthesized(platform));
    expect(model.oidcProviders).toEqual({});
    const made = modelOf(synthesized(await platformOf(example("irsa"))));
    expect(model.roles).toEqual(made.roles);
  });
});

describe("examples/gitlab-oidc", () => {
  test("trusts main of one project, and needs no cluster", async () => {
    const stacks = synthesized(await platformOf(example("gitlab-oidc")));
    expect(Object.keys(stacks)).toEqual(["oidc-storage", "oidc-federation"]);
    const model = modelOf(stacks);
    expect(model.oidcProviders).toEqual({
      "gitlab.com": {
        arn: { value: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" },
        audiences: { value: ["https://gitlab.com"] },
      },
    });
    expect(model.roles["oidc-deploy"]).toMatchObject({
      trust: {
        value: [
          {
            Effect: "Allow",
            Principal: { Federated: ["arn:aws:iam::123456789012:oidc-provider/gitlab.com"] },
            Action: ["sts:AssumeRoleWithWebIdentity"],
            Condition: {
              StringEquals: {
                "gitlab.com:aud": ["https://gitlab.com"],
                "gitlab.com:sub": ["project_path:acme/deploy:ref_type:branch:ref:main"],
              },
            },
          },
        ],
      },
      statements: {
        value: [
          { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::oidc-deploy/*"] },
          { Effect: "Allow", Action: ["s3:ListBucket"], Resource: ["arn:aws:s3:::oidc-deploy"] },
        ],
      },
    });
  });
});

describe("examples/gitlab-object-storage", () => {
  const bucket = (type: string) => `arn:aws:s3:::acme-gitlab-${type}`;
  const objects = ["artifacts", "lfs", "packages", "tmp", "uploads"];

  async function statementsOf(yaml: string) {
    const role = modelOf(synthesized(await platformOf(yaml))).roles["gitlab-eks-gitlab-global"];
    if (role === undefined || "unknown" in role.statements) throw new Error("the role is not known");
    return role.statements.value;
  }

  test("has the four policies that were published, in substance", async () => {
    const all = await statementsOf(example("gitlab-object-storage"));
    const [kms, s3] = [true, false].map((asked) =>
      all.filter(({ Action = [] }) => Action.some((action) => action.startsWith("kms:")) === asked),
    );
    const write = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"];
    expect(s3).toEqual([
      {
        Effect: "Allow",
        Action: [...write.slice(0, 3), "s3:ListMultipartUploadParts", "s3:PutObject"],
        Resource: [`${bucket("registry")}/*`],
      },
      {
        Effect: "Allow",
        Action: write,
        Resource: [...objects, "backups"].sort().map((type) => `${bucket(type)}/*`),
      },
      {
        Effect: "Allow",
        Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
        Resource: [bucket("registry")],
      },
      { Effect: "Allow", Action: ["s3:ListBucket"], Resource: objects.map(bucket) },
    ]);
    expect(contextsOf(kms)).toEqual([...objects, "backups", "registry"].sort().map(bucket));
  });

  test("names the objects as the encryption context without bucket keys", async () => {
    const yaml = example("gitlab-object-storage").replace("alias/aws/s3", "alias/aws/s3, bucketKey: false");
    const kms = (await statementsOf(yaml)).filter(({ Action = [] }) => Action.includes("kms:Decrypt"));
    expect(contextsOf(kms)).toEqual([...objects, "backups", "registry"].sort().map((type) => `${bucket(type)}/*`));
  });

  /** The encryption contexts of statements, all of them through S3 in the region. */
  function contextsOf(statements: readonly Statement[] = []) {
    return statements
      .flatMap(({ Condition = {} }) => {
        const { StringEquals = {}, StringLike = {} } = Condition;
        expect(StringEquals["kms:ViaService"]).toEqual(["s3.ap-northeast-1.amazonaws.com"]);
        const context = "kms:EncryptionContext:aws:s3:arn";
        return [...(StringEquals[context] ?? []), ...(StringLike[context] ?? [])];
      })
      .sort();
  }
});

describe("examples/new-cluster", () => {
  const yaml = example("new-cluster");

  test("has a node role with exactly the four policies that were published, or with less of ECR", async () => {
    const policies = async (text: string) => modelOf(synthesized(await platformOf(text))).roles["irsa-test_node"];
    const aws = (...names: readonly string[]) => names.map((name) => `arn:aws:iam::aws:policy/${name}`);
    expect(await policies(yaml)).toMatchObject({
      trust: {
        value: [{ Effect: "Allow", Principal: { Service: ["ec2.amazonaws.com"] }, Action: ["sts:AssumeRole"] }],
      },
      statements: { value: [] },
      managedPolicies: {
        value: aws(
          "AmazonEC2ContainerRegistryReadOnly",
          "AmazonEKSWorkerNodePolicy",
          "AmazonEKS_CNI_Policy",
          "AmazonSSMManagedInstanceCore",
        ),
      },
      exclusive: { value: true },
    });
    expect(await policies(yaml.replace(/nodeImages: read.*/, "nodeImages: pull"))).toMatchObject({
      managedPolicies: {
        value: aws(
          "AmazonEC2ContainerRegistryPullOnly",
          "AmazonEKSWorkerNodePolicy",
          "AmazonEKS_CNI_Policy",
          "AmazonSSMManagedInstanceCore",
        ),
      },
    });
  });

  test("is private, lets in whom it names, and keeps the node's role from pods", async () => {
    const { clusters } = modelOf(synthesized(await platformOf(yaml)));
    expect(clusters).toEqual({
      "irsa-test": {
        role: "irsa-test_cluster",
        publicEndpoint: [],
        authenticationMode: "API",
        creatorIsAdmin: false,
        logs: ["audit", "authenticator"],
        entries: {
          "arn:aws:iam::123456789012:role/platform": [
            { policy: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy", namespaces: [] },
          ],
        },
        nodes: { default: { role: "irsa-test_node", metadataReachesPods: false } },
      },
    });
  });

  test("has the same provider once its issuer is known", async () => {
    const platform = await platformOf(yaml);
    const { "irsa-test-cluster": cluster, ...others } = synthesized(platform);
    const issuer = "https://oidc.eks.us-west-2.amazonaws.com/id/ABC";
    const applied = JSON.parse(JSON.stringify(cluster)) as {
      resource: {
        aws_eks_cluster: { cluster: { identity: unknown } };
        aws_iam_openid_connect_provider: { cluster: { url: string } };
      };
    };
    applied.resource.aws_eks_cluster.cluster.identity = [{ oidc: [{ issuer }] }];
    applied.resource.aws_iam_openid_connect_provider.cluster.url = issuer.slice("https://".length);
    const { resources, surroundings } = readWritten([applied, ...Object.values(others)]);
    expect(differences(fromPlatform(platform), fromTerraform(resources, surroundings))).toEqual([]);
  });

  test("never shares a stack with what is in Kubernetes", async () => {
    const { "irsa-test-cluster": cluster, ...others } = synthesized(await platformOf(yaml));
    expect(addressesOf(cluster ?? {}).filter((address) => !address.startsWith("aws_"))).toEqual([]);
    expect(
      Object.values(others)
        .flatMap(addressesOf)
        .filter((address) => /^aws_eks_(cluster|node)/.test(address)),
    ).toEqual([]);
  });

  test("of Auto Mode has no add-ons and no groups, and the least of node roles", async () => {
    const auto = yaml.replace(/nodeImages: read.*/, "autoMode: true\n    fargate: [batch]");
    const platform = await platformOf(auto);
    const stacks = synthesized(platform);
    expect(Object.values(stacks).flatMap(terraformProblems)).toEqual([]);
    expect(differences(fromPlatform(platform), modelOf(stacks))).toEqual([]);
    expect(
      addressesOf(stacks["irsa-test-cluster"] ?? {}).filter((address) => /addon|node_group|template/.test(address)),
    ).toEqual([]);
    const { clusters, roles, fargateNamespaces } = modelOf(stacks);
    expect(clusters["irsa-test"]?.nodes).toEqual({ "(auto)": { role: "irsa-test_node", metadataReachesPods: false } });
    expect(roles["irsa-test_node"]).toMatchObject({
      managedPolicies: {
        value: [
          "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
          "arn:aws:iam::aws:policy/AmazonEKSWorkerNodeMinimalPolicy",
        ],
      },
    });
    expect(fargateNamespaces).toEqual(["batch"]);
  });

  test.each([
    ["a template without tokens", { http_tokens: "optional", http_put_response_hop_limit: 1 }],
    ["a template whose answers reach pods", { http_tokens: "required", http_put_response_hop_limit: 2 }],
    ["a template that does not say it", {}],
  ])("is not said of nodes with %s", async (_, options) => {
    const { "irsa-test-cluster": cluster } = synthesized(await platformOf(yaml));
    const written = JSON.parse(JSON.stringify(cluster)) as {
      resource: { aws_launch_template: { default: { metadata_options: unknown } } };
    };
    written.resource.aws_launch_template.default.metadata_options = options;
    const { resources, surroundings } = readWritten([written]);
    expect(fromTerraform(resources, surroundings).clusters["irsa-test"]?.nodes).toEqual({
      default: { role: "irsa-test_node", metadataReachesPods: true },
    });
  });
});
