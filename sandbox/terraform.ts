import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CREDENTIALS } from "./aws-api";
import { command, type CommandOptions, type Ended, succeed } from "./command";
import { component } from "./components";

/** What a plan does to one resource. */
export interface Change {
  readonly address: string;
  /** As Terraform says them: `create`, `update`, `delete`; a replacement is two of them. */
  readonly actions: readonly string[];
}

/** An error of Terraform, with the address of the resource it is about. */
export interface Diagnostic {
  readonly summary: string;
  readonly detail: string;
  readonly address?: string;
}

/** An apply that failed. */
export class ApplyError extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(({ summary, detail, address }) => `${address ?? ""}: ${summary} ${detail}`).join("\n"));
  }
}

/** The terraform of this machine in the folder of one stack; its credentials reach nothing but an emulator. */
export class Terraform {
  constructor(
    readonly folder: string,
    private readonly cache: string,
  ) {}

  async init(): Promise<void> {
    mkdirSync(this.cache, { recursive: true });
    await this.succeed(["init", "-input=false", "-no-color", "-reconfigure"]);
  }

  /** What an apply would do now. Nothing: Terraform's own exit code says so. */
  async plan(): Promise<readonly Change[]> {
    const { code, stdout, stderr } = await this.command([
      ...["plan", "-input=false", "-no-color", "-lock=false", "-detailed-exitcode", "-out=plan"],
    ]);
    if (code === 0) return [];
    if (code !== 2) throw new Error(`terraform plan in ${this.folder} failed:\n${stderr}${stdout}`);
    const shown = JSON.parse(await this.succeed(["show", "-json", "plan"])) as ShownPlan;
    return shown.resource_changes
      .map(({ address, change }) => ({ address, actions: change.actions }))
      .filter(({ actions }) => !actions.every((action) => action === "no-op" || action === "read"));
  }

  async apply(options: CommandOptions = {}): Promise<void> {
    await this.change(["apply", "-auto-approve", "-input=false", "-json"], options);
  }

  async destroy(): Promise<void> {
    await this.change(["destroy", "-auto-approve", "-input=false", "-json"]);
  }

  /** Lets the next apply take resources that exist into the state, by the ids that `terraform import` takes. */
  async applyImporting(imports: Readonly<Record<string, string>>, options: CommandOptions = {}): Promise<void> {
    const file = join(this.folder, "leftovers.tf.json");
    writeFileSync(file, JSON.stringify({ import: Object.entries(imports).map(([to, id]) => ({ to, id })) }));
    try {
      await this.apply(options);
    } finally {
      rmSync(file);
    }
  }

  private async change(args: readonly string[], options: CommandOptions = {}): Promise<void> {
    const { code, stdout, stderr } = await this.command(args, options);
    if (code === 0) return;
    const diagnostics = stdout
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as { readonly diagnostic?: Diagnostic & { readonly severity: string } })
      .flatMap(({ diagnostic }) => (diagnostic?.severity === "error" ? [diagnostic] : []));
    const killed = { summary: `terraform ended with ${String(code)}`, detail: stderr };
    throw new ApplyError(diagnostics.length > 0 ? diagnostics : [killed]);
  }

  private command(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
    return command(component("terraform"), args, { ...options, cwd: this.folder, env: terraformEnv(this.cache) });
  }

  private succeed(args: readonly string[]): Promise<string> {
    return succeed(component("terraform"), args, { cwd: this.folder, env: terraformEnv(this.cache) });
  }
}

interface ShownPlan {
  readonly resource_changes: readonly {
    readonly address: string;
    readonly change: { readonly actions: readonly string[] };
  }[];
}

/** The environment of this process without anything that could lead to a real account or cluster. */
export function emulatedEnv(): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(AWS_|KUBE_|KUBECONFIG$|TF_VAR_)/.test(name)),
    ),
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

function terraformEnv(cache: string): NodeJS.ProcessEnv {
  // Providers are hundreds of megabytes: the stacks share them.
  return { TF_PLUGIN_CACHE_DIR: cache, ...emulatedEnv(), TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" };
}

/**
 * Versions of the providers that `terraform init` finds on this machine, by name: the wanted one, else any. One that it
 * does not find is left out, unless it is needed: then what terraform says is thrown.
 */
export async function findProviders(
  folder: string,
  wanted: Readonly<Record<string, string>>,
  needed: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const [name, version] of Object.entries(wanted)) {
    const exact = await select(join(folder, name), name, version);
    const selected = "version" in exact ? exact : await select(join(folder, name), name);
    if ("version" in selected) found[name] = selected.version;
    else if (needed.includes(name)) throw new Error(`terraform init finds no ${name} provider: ${selected.refused}`);
  }
  return found;
}

async function select(
  folder: string,
  name: string,
  version?: string,
): Promise<{ readonly version: string } | { readonly refused: string }> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const provider = { source: `hashicorp/${name}`, ...(version === undefined ? {} : { version }) };
  writeFileSync(
    join(folder, "main.tf.json"),
    JSON.stringify({ terraform: { required_providers: { [name]: provider } } }),
  );
  const env = terraformEnv(join(folder, "..", "plugins"));
  mkdirSync(env.TF_PLUGIN_CACHE_DIR ?? "", { recursive: true });
  const args = ["init", "-input=false", "-no-color"];
  const { code, stderr } = await command(component("terraform"), args, { cwd: folder, env });
  if (code !== 0) return { refused: stderr.trim() };
  const lock = readFileSync(join(folder, ".terraform.lock.hcl"), "utf8");
  const [, selected] = /^ {2}version\s*=\s*"([^"]+)"/m.exec(lock) ?? [];
  return selected === undefined ? { refused: lock } : { version: selected };
}
