import { AwsProvider, type AwsProviderConfig } from "@cdktf/provider-aws/lib/provider";
import { DataAwsEksCluster } from "@cdktf/provider-aws/lib/data-aws-eks-cluster";
import { HelmProvider } from "@cdktf/provider-helm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { CloudBackend, HttpBackend, LocalBackend, NamedCloudWorkspace, S3Backend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import * as addresses from "../modules/constructs/addresses";
import { literal, literals } from "../modules/constructs/literal";
import { place } from "../modules/constructs/place";
import type { Backend, CheckedPlatform, Cluster, ProviderName } from "../modules/platform/platform";

/** How the kubernetes and the helm provider alike reach a cluster. */
interface ClusterConfig {
  readonly configPath?: string;
  readonly configContext?: string;
  readonly host?: string;
  readonly clusterCaCertificate?: string;
  readonly token?: string;
  readonly exec?: { readonly apiVersion: string; readonly command: string; readonly args: string[] };
}

/** A stack of a platform: its backend, and the providers that it asks for. */
export abstract class PlatformStack extends TerraformStack {
  protected constructor(
    scope: Construct,
    readonly stackName: string,
    protected readonly platform: CheckedPlatform,
  ) {
    super(scope, stackName);
    this.addBackend();
    this.addImports();
    // S3 state locking and ephemeral values need it; OpenTofu has both since the same number.
    this.addOverride("terraform.required_version", ">= 1.10");
  }

  /**
   * Nothing to prepare: CDKTF resolves every resource once more here, to find references to other stacks. Ours have
   * none, since names are known at synth, and it is a third of the time.
   */
  override prepareStack(): void {
    return;
  }

  protected addAws(): void {
    const { region, account, tags, endpoint } = this.platform.aws;
    new AwsProvider(this, "aws", {
      region,
      // Refuses to touch another account, whatever credentials are at hand.
      allowedAccountIds: [account],
      ...(Object.keys(tags).length === 0 ? {} : { defaultTags: [{ tags: literals({ ...tags }) }] }),
      ...(endpoint === undefined ? {} : emulated(literal(endpoint))),
    });
    this.constrain("aws");
  }

  protected addKubernetes(cluster: Cluster): void {
    const { exec, ...config } = this.clusterConfig(cluster);
    new KubernetesProvider(this, "kubernetes", { ...config, ...(exec === undefined ? {} : { exec: [exec] }) });
    this.constrain("kubernetes");
  }

  protected addHelm(cluster: Cluster): void {
    new HelmProvider(this, "helm", { kubernetes: this.clusterConfig(cluster) });
    this.constrain("helm");
  }

  private constrain(provider: ProviderName): void {
    const version = this.platform.terraform.providers[provider];
    if (version !== undefined) this.addOverride(`terraform.required_providers.${provider}.version`, version);
  }

  /** By a kubeconfig, by the AWS CLI, which renews its token, or by a token that reaches no plan and no state. */
  private clusterConfig({ name, access }: Cluster): ClusterConfig {
    if (access.kind === "kubeconfig") {
      return {
        ...(access.path === undefined ? {} : { configPath: literal(access.path) }),
        ...(access.context === undefined ? {} : { configContext: literal(access.context) }),
      };
    }
    if (access.kind === "token") {
      // CDKTF knows no ephemeral resources; a value of one never reaches a plan or a state.
      this.addOverride("ephemeral.aws_eks_cluster_auth.cluster", { name: literal(name) });
    }
    const { fqn } = place(new DataAwsEksCluster(this, "cluster", { name }), addresses.cluster());
    return {
      host: `\${${fqn}.endpoint}`,
      clusterCaCertificate: `\${base64decode(${fqn}.certificate_authority[0].data)}`,
      ...(access.kind === "token"
        ? { token: "${ephemeral.aws_eks_cluster_auth.cluster.token}" }
        : { exec: this.exec(name) }),
    };
  }

  private exec(cluster: string): NonNullable<ClusterConfig["exec"]> {
    const { region } = this.platform.aws;
    return {
      apiVersion: "client.authentication.k8s.io/v1beta1",
      command: "aws",
      args: ["eks", "get-token", "--cluster-name", cluster, "--region", region, "--output", "json"],
    };
  }

  /** CDKTF's own way runs terraform for each of them, and writes the same. */
  private addImports(): void {
    const imports = this.platform.imports[this.stackName.slice(this.platform.name.length + 1)] ?? {};
    const blocks = Object.entries(imports).sort(([a], [b]) => (a < b ? -1 : 1));
    if (blocks.length > 0)
      this.addOverride(
        "import",
        blocks.map(([to, id]) => ({ id: literal(id), to })),
      );
  }

  private addBackend(): void {
    const { backend } = this.platform.terraform;
    switch (backend.kind) {
      case "local":
        // Beside the output folder, which may be deleted; relative, so that the same bytes work on any machine.
        new LocalBackend(this, { path: `../../../state/${this.stackName}.tfstate` });
        return;
      case "s3":
        this.addS3Backend(backend);
        return;
      case "http": {
        const address = literal(`${backend.address}/${this.stackName}`);
        const lock = { lockAddress: `${address}/lock`, unlockAddress: `${address}/lock` };
        // As GitLab's documentation writes it; credentials stay in the environment.
        new HttpBackend(this, { address, ...lock, lockMethod: "POST", unlockMethod: "DELETE", retryWaitMin: 5 });
        return;
      }
      case "cloud": {
        const { organization, hostname, project } = backend;
        new CloudBackend(this, {
          organization: literal(organization),
          ...(hostname === undefined ? {} : { hostname }),
          workspaces: new NamedCloudWorkspace(this.stackName, project === undefined ? undefined : literal(project)),
        });
      }
    }
  }

  private addS3Backend({ bucket, region, prefix, kmsKey }: Extract<Backend, { readonly kind: "s3" }>): void {
    new S3Backend(this, {
      bucket: literal(bucket),
      region,
      key: `${prefix}${this.stackName}.tfstate`,
      encrypt: true,
      ...(kmsKey === undefined ? {} : { kmsKeyId: kmsKey }),
    });
    this.addOverride("terraform.backend.s3.use_lockfile", true);
    const { endpoint } = this.platform.aws;
    if (endpoint === undefined) return;
    this.addOverride("terraform.backend.s3.endpoints", { s3: endpoint, sts: endpoint });
    this.addOverride("terraform.backend.s3.use_path_style", true);
  }
}

/** The services whose resources are written, and STS, at an emulator, which has one host name for all buckets. */
function emulated(endpoint: string): Partial<AwsProviderConfig> {
  return {
    endpoints: [{ ec2: endpoint, eks: endpoint, iam: endpoint, s3: endpoint, sts: endpoint }],
    s3UsePathStyle: true,
    skipMetadataApiCheck: "true",
  };
}
