import { spawn } from "node:child_process";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  /** Called with the process, which leads a group of its own, so that it can be killed with all that it started. */
  readonly started?: (pid: number) => void;
}

/** Runs a program to its end, and answers with all that it printed. */
export function command(program: string, args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  const { cwd, env = process.env, input = "", started } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ["pipe", "pipe", "pipe"], detached: started !== undefined });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      // A signal ends a program without a code.
      resolve({ code: code ?? -1, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
    // Whoever ends before it has read its input breaks the pipe, which its code tells better.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    if (child.pid !== undefined) started?.(child.pid);
  });
}

/** Runs a program to its end. Throws what it printed when it fails. */
export async function succeed(program: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await command(program, args, options);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${String(code)}:\n${stderr}${stdout}`);
  return stdout;
}
