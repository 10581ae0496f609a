import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadFiles } from "../modules/cli/load-files";
import { accountIdentities } from "../modules/platform/accounts";
import type { Platform } from "../modules/platform/platform";
import { read } from "../modules/platform/read";
import { DECLARATION, type DeclarationInput } from "../modules/platform/schema/declaration";
import type { Applier } from "./applier";
import { type AwsApi, makePreconditions, startAwsApi } from "./aws-api";
import { succeed } from "./command";
import { sandboxed } from "./declaration";
import { FullApplier } from "./full";
import { type Kubernetes, startKubernetes } from "./kubernetes";
import { Processes } from "./processes";
import { built, PROJECT } from "./project";
import { SplitApplier } from "./split";
import { emulatedEnv, findProviders } from "./terraform";

export interface SandboxOptions {
  /** Folder of its own: it need not exist. */
  readonly folder: string;
  /** What is to live in it: account, region and cluster are taken from here. */
  readonly declaration: DeclarationInput;
  /** Whether the AWS API refuses what policies do not allow, and whether it keeps its data when it is killed. */
  readonly aws?: { readonly enforce?: boolean; readonly persistent?: boolean };
  /** Told of each step. */
  readonly say?: (step: string) => void;
}

/**
 * Everything that a declaration needs, on this machine: an AWS API, a Kubernetes API server, terraform with the
 * providers that it finds. Stacks are written by the built program, as a user runs it.
 */
export class Sandbox {
  /** Stacks whose providers are there: they stay the same. */
  private readonly initialized = new Set<string>();

  private constructor(
    readonly folder: string,
    readonly processes: Processes,
    readonly aws: AwsApi,
    readonly kubernetes: Kubernetes,
    readonly applier: Applier,
    /** By name; those of Kubernetes and Helm may be missing. */
    readonly providers: Readonly<Record<string, string>>,
  ) {}

  static async start({ folder, declaration, aws = {}, say = () => undefined }: SandboxOptions): Promise<Sandbox> {
    const logs = join(folder, "logs");
    mkdirSync(logs, { recursive: true });
    const processes = new Processes(logs);
    try {
      const { account, region } = declaration.aws;
      const [api, kubernetes, providers] = await Promise.all([
        startAwsApi(processes, {
          account,
          region,
          enforce: aws.enforce ?? false,
          ...(aws.persistent === true ? { data: join(folder, "aws") } : {}),
        }),
        startKubernetes(processes, join(folder, "kubernetes")),
        findProviders(join(folder, "providers"), wantedProviders(declaration), ["aws"]),
      ]);
      say(`AWS API (fakecloud) at ${api.endpoint}, Kubernetes API server by ${kubernetes.kubeconfig}`);
      const cache = join(folder, "providers", "plugins");
      const stacks = join(folder, "cdktf.out", "stacks");
      const applier =
        "kubernetes" in providers && "helm" in providers
          ? new FullApplier(stacks, cache, api)
          : new SplitApplier(stacks, join(folder, "split"), cache, api, kubernetes.kubeconfig);
      say(`${MODES[applier.mode]} (${versions(providers)})`);
      return new Sandbox(folder, processes, api, kubernetes, applier, providers);
    } catch (thrown) {
      await processes.stop();
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      throw new Error(`the sandbox does not start: ${reason}\n  logs: ${logs}`, { cause: thrown });
    }
  }

  /** Writes the Terraform of a declaration; answers with its stacks in the order in which they are applied. */
  async synth(declaration: DeclarationInput): Promise<readonly string[]> {
    const config = join(this.folder, "jobrole.yaml");
    writeFileSync(config, this.yaml(declaration));
    await succeed(process.execPath, [built("main.js"), "synth", "--config", config, "--output", this.output], {
      env: emulatedEnv(),
    });
    const manifest = JSON.parse(readFileSync(join(this.output, "manifest.json"), "utf8")) as {
      readonly stacks: Readonly<Record<string, { readonly dependencies: readonly string[] }>>;
    };
    const stacks = Object.entries(manifest.stacks).sort(
      ([, a], [, b]) => a.dependencies.length - b.dependencies.length,
    );
    for (const [stack] of stacks) {
      if (this.initialized.has(stack)) continue;
      await this.applier.init(stack);
      this.initialized.add(stack);
    }
    return stacks.map(([stack]) => stack);
  }

  /** Where `synth` writes. */
  get output(): string {
    return join(this.folder, "cdktf.out");
  }

  /** A declaration as it is in this sandbox. */
  yaml(declaration: DeclarationInput): string {
    const { aws, kubernetes, providers } = this;
    return sandboxed(declaration, {
      endpoint: aws.endpoint,
      kubeconfig: kubernetes.kubeconfig,
      providers: providers,
      chart: process.env.JOBROLE_CHART ?? join(PROJECT, "sandbox", "chart"),
    });
  }

  /** Makes what is there before the first apply: the cluster, existing buckets, namespaces of others. */
  async prepare(platform: Platform): Promise<void> {
    await makePreconditions(this.aws, platform);
    const { runners, identities } = platform;
    const ours = new Set(runners.flatMap(({ namespaces, manager }) => [...namespaces, manager.namespace]));
    const grants = identities.flatMap((identity) => identity.grants);
    const used = [
      ...accountIdentities(identities).map(({ namespace }) => namespace),
      ...grants.flatMap((grant) =>
        grant.kind === "kubernetes" && grant.scope !== "cluster" ? grant.scope.namespace : [],
      ),
    ];
    for (const name of new Set(used)) {
      if (ours.has(name) || name === "default") continue;
      await this.kubernetes.client.send("POST", "/api/v1/namespaces", { metadata: { name } });
    }
  }

  /** Applies stacks in order; between identities and runners, the owners of the tokens make their Secrets. */
  async apply(platform: Platform, stacks: readonly string[], say: (step: string) => void = () => undefined) {
    for (const stack of stacks) {
      if (stack.endsWith("-runners")) await this.makeTokens(platform);
      const start = Date.now();
      await this.applier.apply(stack);
      say(`applied ${stack} in ${String(Math.round((Date.now() - start) / 1000))} s`);
    }
  }

  /** Makes the Secrets of the runners' tokens, which hold none. */
  async makeTokens({ runners }: Platform): Promise<void> {
    for (const { manager, tokenSecret: name } of runners) {
      const path = `/api/v1/namespaces/${manager.namespace}/secrets`;
      const { status } = await this.kubernetes.client.request("GET", `${path}/${name}`);
      if (status !== 404) continue;
      const stringData = { "runner-token": RUNNER_TOKEN, "runner-registration-token": "" };
      await this.kubernetes.client.send("POST", path, { metadata: { name }, stringData });
    }
  }
}

/** What stands in the place of a runner's token. */
export const RUNNER_TOKEN = "not-a-token";

const MODES = {
  full: "full: terraform applies every stack as it is",
  split: "split: terraform applies what is of AWS, kubectl and helm the rest of the same JSON",
} as const;

function versions(providers: Readonly<Record<string, string>>): string {
  return Object.entries(providers)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");
}

/** The versions that the declaration asks for, else those that this app is made for. */
function wantedProviders({ terraform }: DeclarationInput): Readonly<Record<string, string>> {
  return { ...PINNED, ...terraform?.providers };
}

/** What the bindings of this app's providers write unasked. */
const PINNED = { aws: "6.25.0", kubernetes: "2.38.0", helm: "3.1.1" } as const;

/** A declaration that is known to be sound. Throws its problems. */
export function platformOf(declaration: DeclarationInput): Platform {
  const { problems, platform } = read({ value: declaration, problems: [], locate: () => ({ text: "" }) });
  const errors = problems.filter(({ severity }) => severity === "error");
  if (platform === undefined || errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  return platform;
}

/** A declaration in a YAML file that `jobrole check` has found no error in. */
export function declarationIn(file: string): DeclarationInput {
  return DECLARATION.parse(loadFiles(file).value);
}
