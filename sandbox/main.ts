import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { CREDENTIALS } from "./aws-api";
import { command } from "./command";
import { missingComponents } from "./components";
import { isRunning, type Running, stopAll } from "./processes";
import { built } from "./project";
import { declarationIn, platformOf, Sandbox } from "./sandbox";

/** What `up` leaves for `status` and `down`, in the sandbox's folder. */
interface SandboxRecord {
  readonly config: string;
  readonly mode: string;
  readonly endpoint: string;
  readonly kubeconfig: string;
  readonly stacks: readonly string[];
  readonly processes: readonly Running[];
}

const RECORD = "sandbox.json";

/** Ends a command with a message for its user. */
class Failure extends Error {}

async function up(config: string, folder: string): Promise<void> {
  const missing = missingComponents();
  if (missing.length > 0) throw new Failure(`the sandbox needs more programs:\n  ${missing.join("\n  ")}`);
  const checked = await command(process.execPath, [built("main.js"), "check", "--config", config]);
  process.stderr.write(checked.stderr);
  if (checked.code !== 0) throw new Failure("nothing was started");
  const declaration = declarationIn(config);
  const platform = platformOf(declaration);
  claim(folder);
  const sandbox = await Sandbox.start({ folder, declaration, say }).catch((thrown: unknown) => {
    throw new Failure(thrown instanceof Error ? thrown.message : String(thrown));
  });
  try {
    await sandbox.prepare(platform);
    const stacks = await sandbox.synth(declaration);
    say("applying (the first bucket lifecycle takes a minute: the AWS provider waits for it to settle)");
    await sandbox.apply(platform, stacks, say);
    const { aws, kubernetes, applier, processes } = sandbox;
    const record: SandboxRecord = {
      config: resolve(config),
      mode: applier.mode,
      endpoint: aws.endpoint,
      kubeconfig: kubernetes.kubeconfig,
      stacks,
      processes: processes.all,
    };
    writeFileSync(join(folder, RECORD), `${JSON.stringify(record, undefined, 2)}\n`);
    processes.release();
    process.stdout.write(usage(folder, record, aws.region));
  } catch (thrown) {
    await sandbox.processes.stop();
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Failure(`${reason}\n  everything was stopped; logs: ${join(folder, "logs")}`);
  }
}

/** Makes a folder this sandbox's own. Throws where it is another's or in use. */
function claim(folder: string): void {
  const record = recordIn(folder);
  if (record?.processes.some(isRunning) === true) {
    throw new Failure(`a sandbox is up in ${folder}: take it down first, or name another folder by --folder`);
  }
  if (record === undefined && existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Failure(
      `got ${folder}, which is not empty, expected a folder for the sandbox alone: name it by --folder`,
    );
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, RECORD), JSON.stringify({ processes: [] }));
}

function status(folder: string): void {
  const record = recordIn(folder);
  if (record === undefined || record.processes.length === 0) throw new Failure(`no sandbox is up in ${folder}`);
  process.stdout.write(`${record.config}: ${record.mode}, ${record.stacks.join(", ")}\n`);
  process.stdout.write(`AWS API at ${record.endpoint}, Kubernetes by ${record.kubeconfig}\n`);
  for (const running of record.processes) {
    const state = isRunning(running) ? "running" : `ended, see ${running.log}`;
    process.stdout.write(`  ${running.name} (${String(running.pid)}): ${state}\n`);
  }
  if (!record.processes.every(isRunning)) throw new Failure("not everything is running: take it down, and up again");
}

async function down(folder: string): Promise<void> {
  const record = recordIn(folder);
  if (record === undefined) throw new Failure(`no sandbox is in ${folder}`);
  await stopAll(
    record.processes
      .filter(isRunning)
      .map(({ pid }) => pid)
      .reverse(),
  );
  rmSync(folder, { recursive: true, force: true });
  say(`stopped ${String(record.processes.length)} programs, removed ${folder}`);
}

function recordIn(folder: string): SandboxRecord | undefined {
  const file = join(folder, RECORD);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as SandboxRecord) : undefined;
}

function usage(folder: string, { endpoint, kubeconfig, stacks }: SandboxRecord, region: string): string {
  return `
Ready. To look around:
  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region} AWS_ACCESS_KEY_ID=${CREDENTIALS.accessKeyId} AWS_SECRET_ACCESS_KEY=${CREDENTIALS.secretAccessKey}
  export KUBECONFIG=${kubeconfig}
  aws iam list-roles; kubectl get serviceaccounts --all-namespaces
The declaration as it is here: ${join(folder, "jobrole.yaml")}
Its Terraform: ${stacks.map((stack) => join(folder, "cdktf.out", "stacks", stack)).join(" ")}
To end it: npm run sandbox -- down
`;
}

function say(step: string): void {
  process.stderr.write(`${step}\n`);
}

const program = new Command("sandbox").description("AWS and Kubernetes on this machine, with a declaration applied.");
const folderOption = ["--folder <folder>", "of the sandbox", ".sandbox"] as const;
program
  .command("up")
  .description("start everything, apply the declaration, and leave it running")
  .option("-c, --config <file>", "declaration to apply", "jobrole.yaml")
  .option(...folderOption)
  .action(({ config, folder }: { config: string; folder: string }) => up(config, resolve(folder)));
program
  .command("status")
  .description("say what is running")
  .option(...folderOption)
  .action(({ folder }: { folder: string }) => {
    status(resolve(folder));
  });
program
  .command("down")
  .description("stop everything, and remove the folder")
  .option(...folderOption)
  .action(({ folder }: { folder: string }) => down(resolve(folder)));

program.parseAsync().catch((thrown: unknown) => {
  if (!(thrown instanceof Failure)) throw thrown;
  process.stderr.write(`error: ${thrown.message}\n`);
  process.exitCode = 1;
});
