import { EVERYTHING, EXAMPLE } from "../support/examples";
import { platformOf } from "../support/findings";
import { type Stacks, synthesized } from "../support/synthesized";

interface Document {
  readonly terraform: Readonly<Record<string, unknown>>;
  readonly provider: Readonly<Record<string, readonly unknown[]>>;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

/** Arguments of a resource, without CDKTF's comment. */
function values(document: Document, type: string, name: string): Readonly<Record<string, unknown>> {
  const { "//": comment, ...rest } = document.resource[type]?.[name] ?? {};
  expect(comment).toBeDefined();
  return rest;
}

describe("every option", () => {
  let stacks: Stacks;
  const document = (stack: string) => stacks[`every-${stack}`] as Document;
  beforeAll(async () => {
    stacks = synthesized(await platformOf(EVERYTHING));
  });

  test("keeps state in S3, encrypted and locked, under the name of the stack", () => {
    expect(document("storage").terraform).toEqual({
      backend: {
        s3: {
          bucket: "acme-state",
          encrypt: true,
          key: "jobrole/every/every-storage.tfstate",
          kms_key_id: "arn:aws:kms:eu-west-1:123456789012:key/abc",
          region: "eu-west-1",
          use_lockfile: true,
        },
      },
      required_providers: { aws: { source: "aws", version: ">= 6.25, < 7" } },
      required_version: ">= 1.10",
    });
  });

  test("asks for providers in the declared versions, and only for those of the stack", () => {
    expect(document("identities").terraform.required_providers).toEqual({
      aws: { source: "aws", version: ">= 6.25, < 7" },
      kubernetes: { source: "kubernetes", version: "~> 2.38" },
    });
    expect(document("runners").terraform.required_providers).toEqual({ helm: { source: "helm", version: "3.1.1" } });
  });

  test("touches the declared account only, and tags what it makes", () => {
    expect(document("storage").provider).toEqual({
      aws: [
        {
          allowed_account_ids: ["123456789012"],
          default_tags: [{ tags: { "cost-center": "42", owner: "platform" } }],
          region: "eu-central-1",
        },
      ],
    });
  });

  test("reaches the cluster by the declared kubeconfig", () => {
    expect(document("identities").provider.kubernetes).toEqual([
      { config_context: "main", config_path: "../kubeconfig" },
    ]);
    expect(document("runners").provider.helm).toEqual([
      { kubernetes: { config_context: "main", config_path: "../kubeconfig" } },
    ]);
    expect(document("runners").data).toBeUndefined();
  });

  test("encrypts, versions, expires and destroys a bucket as declared", () => {
    const bucket = (type: string) => values(document("storage"), type, "full");
    expect(bucket("aws_s3_bucket")).toEqual({ bucket: "acme-full", force_destroy: true, tags: { data: "public" } });
    expect(bucket("aws_s3_bucket_server_side_encryption_configuration").rule).toEqual([
      {
        apply_server_side_encryption_by_default: {
          kms_master_key_id: "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555",
          sse_algorithm: "aws:kms",
        },
        bucket_key_enabled: false,
      },
    ]);
    expect(bucket("aws_s3_bucket_versioning").versioning_configuration).toEqual({ status: "Suspended" });
    expect(bucket("aws_s3_bucket_lifecycle_configuration").rule).toEqual([
      {
        abort_incomplete_multipart_upload: [{ days_after_initiation: 1 }],
        filter: [{ prefix: "" }],
        id: "abort-uploads",
        status: "Enabled",
      },
      { expiration: [{ days: 30 }], filter: [{ prefix: "" }], id: "expire", status: "Enabled" },
      {
        filter: [{ prefix: "" }],
        id: "expire-noncurrent",
        noncurrent_version_expiration: [{ noncurrent_days: 7 }],
        status: "Enabled",
      },
    ]);
  });

  test("leaves the key of a bucket under the S3 managed key to S3", () => {
    const { rule } = values(document("storage"), "aws_s3_bucket_server_side_encryption_configuration", "managed-key");
    expect(rule).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms" }, bucket_key_enabled: true },
    ]);
  });

  test("never manages a bucket that exists", () => {
    expect(JSON.stringify(document("storage"))).not.toContain("acme-theirs");
  });

  test("bounds every role and puts it under the path", () => {
    for (const role of Object.values(document("identities").resource.aws_iam_role ?? {})) {
      expect(role).toMatchObject({ path: "/ci/", permissions_boundary: "arn:aws:iam::123456789012:policy/boundary" });
    }
  });

  test("has an agent that is present left alone", () => {
    expect(document("identities").resource.aws_eks_addon).toBeUndefined();
  });

  test("mounts Kubernetes tokens for identities with Kubernetes permissions only", () => {
    const mounted = Object.entries(document("identities").resource.kubernetes_service_account_v1 ?? {})
      .filter(([, account]) => account.automount_service_account_token !== false)
      .map(([name]) => name);
    expect(mounted).toEqual(["docs__manager", "open__manager", "publish"]);
  });

  test("enforces the Pod Security level that the jobs of a namespace need", () => {
    const level = (name: string) =>
      (values(document("identities"), "kubernetes_namespace_v1", name).metadata as { labels: Record<string, string> })
        .labels["pod-security.kubernetes.io/enforce"];
    expect(["docs", "docs__manager", "open", "open__manager"].map(level)).toEqual([
      "privileged",
      "baseline",
      "restricted",
      "baseline",
    ]);
  });

  test("takes a chart from a repository or from a folder", () => {
    expect(values(document("runners"), "helm_release", "docs")).toMatchObject({
      chart: "gitlab-runner",
      repository: "https://charts.example.com",
      version: "0.86.0",
    });
    const { chart, repository, version } = values(document("runners"), "helm_release", "open");
    expect([chart, repository, version]).toEqual(["../../../charts/gitlab-runner", undefined, undefined]);
  });
});

describe("the defaults", () => {
  let stacks: Stacks;
  const document = (stack: string) => stacks[`ci-prod-${stack}`] as Document;
  beforeAll(async () => {
    stacks = synthesized(await platformOf(EXAMPLE));
  });

  test("of a bucket are the safe ones", () => {
    const bucket = (type: string) => values(document("storage"), type, "site");
    expect(bucket("aws_s3_bucket")).toEqual({ bucket: "ci-prod-site", force_destroy: false });
    expect(bucket("aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(bucket("aws_s3_bucket_ownership_controls").rule).toEqual({ object_ownership: "BucketOwnerEnforced" });
    expect(bucket("aws_s3_bucket_versioning").versioning_configuration).toEqual({ status: "Enabled" });
    expect(bucket("aws_s3_bucket_server_side_encryption_configuration").rule).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } },
    ]);
    expect(JSON.parse(String(bucket("aws_s3_bucket_policy").policy))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Deny",
          Principal: "*",
          Action: ["s3:*"],
          Resource: ["arn:aws:s3:::ci-prod-site", "arn:aws:s3:::ci-prod-site/*"],
          Condition: { Bool: { "aws:SecureTransport": ["false"] } },
        },
      ],
    });
  });

  test("of a namespace refuse privileged pods", () => {
    const labels = { enforce: "baseline", audit: "baseline", warn: "baseline" };
    const prefixed = Object.fromEntries(
      Object.entries(labels).map(([mode, level]) => [`pod-security.kubernetes.io/${mode}`, level]),
    );
    expect(values(document("identities"), "kubernetes_namespace_v1", "docs").metadata).toEqual({
      name: "ci-docs",
      labels: prefixed,
    });
    expect(values(document("identities"), "kubernetes_namespace_v1", "docs__manager").metadata).toEqual({
      name: "ci-docs-manager",
      labels: prefixed,
    });
  });

  test("of the cluster install the agent and take tokens from the AWS CLI", () => {
    expect(values(document("identities"), "aws_eks_addon", "pod-identity-agent")).toEqual({
      addon_name: "eks-pod-identity-agent",
      cluster_name: "gitlab-cluster-blog",
    });
    expect(document("identities").provider.kubernetes).toEqual([
      {
        host: "${data.aws_eks_cluster.cluster.endpoint}",
        cluster_ca_certificate: "${base64decode(data.aws_eks_cluster.cluster.certificate_authority[0].data)}",
        exec: [
          {
            api_version: "client.authentication.k8s.io/v1beta1",
            command: "aws",
            args: [
              "eks",
              "get-token",
              "--cluster-name",
              "gitlab-cluster-blog",
              "--region",
              "ap-northeast-1",
              "--output",
              "json",
            ],
          },
        ],
      },
    ]);
  });

  test("of the runner's release name the Secret of the token and nothing of the token", () => {
    const [text = ""] = values(document("runners"), "helm_release", "docs").values as string[];
    expect(JSON.parse(text)).toMatchObject({
      gitlabUrl: "https://gitlab.com",
      runners: { secret: "docs-runner-token" },
      serviceAccount: { create: false, name: "docs-manager" },
    });
    expect(text).not.toMatch(/token"\s*:|glrt-/i);
  });
});

describe("tags of an identity", () => {
  test("are on its role, its policies and its association, and on nothing of another", async () => {
    const { resource } = synthesized(await platformOf(EVERYTHING))["every-identities"] as Document;
    const tagged = Object.entries(resource).flatMap(([type, named]) =>
      Object.entries(named).flatMap(([name, { tags }]) => (tags === undefined ? [] : [[`${type}.${name}`, tags]])),
    );
    expect(tagged).toEqual(
      ["aws_eks_pod_identity_association.publish", "aws_iam_policy.publish", "aws_iam_role.publish"].map((address) => [
        address,
        { team: "docs" },
      ]),
    );
  });
});
