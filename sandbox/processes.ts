import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { built } from "./project";

/** A program that runs in the background until it is stopped. */
export interface Running {
  readonly name: string;
  readonly pid: number;
  /** Path of the program, by which its process is known. */
  readonly program: string;
  /** File with what it prints. */
  readonly log: string;
}

/**
 * Programs in the background. A reaper of their own process watches this one and stops them when it ends, in whatever
 * way it ends; `release` lets them live on.
 */
export class Processes {
  private readonly running: Running[] = [];
  private reaper?: ChildProcess;

  /** @param folder where each program's log is written */
  constructor(private readonly folder: string) {}

  get all(): readonly Running[] {
    return this.running;
  }

  start(name: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Running {
    const log = join(this.folder, `${name}.log`);
    const file = openSync(log, "a");
    const child = spawn(command, args, { stdio: ["ignore", file, file], env, detached: true });
    closeSync(file);
    child.unref();
    if (child.pid === undefined) throw new Error(`${command} does not start`);
    this.watch(child.pid);
    const running = { name, pid: child.pid, program: command, log };
    this.running.push(running);
    return running;
  }

  /** Kills at once, as a crash does. */
  async kill({ pid }: Running): Promise<void> {
    signal(pid, "SIGKILL");
    await ended(pid, 5);
    this.forget(pid);
  }

  /** Stops what was started, the last first. */
  async stop(): Promise<void> {
    await stopAll(this.running.map(({ pid }) => pid).reverse());
    this.running.length = 0;
    this.release();
  }

  /** Leaves everything running when this process ends. */
  release(): void {
    this.reaper?.stdin?.end("keep\n");
    delete this.reaper;
  }

  private watch(pid: number): void {
    if (this.reaper === undefined) {
      const reaper = spawn(process.execPath, [built("sandbox/reaper.js")], {
        stdio: ["pipe", "ignore", "ignore"],
        detached: true,
      });
      reaper.unref();
      // A pipe keeps this process alive unless it is told not to.
      (reaper.stdin as unknown as { unref?: () => void }).unref?.();
      this.reaper = reaper;
    }
    this.reaper.stdin?.write(`${String(pid)}\n`);
  }

  private forget(pid: number): void {
    const at = this.running.findIndex((running) => running.pid === pid);
    if (at >= 0) this.running.splice(at, 1);
  }
}

/** Asks processes to end, and kills those that have not after five seconds. */
export async function stopAll(pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    signal(pid, "SIGTERM");
    if (!(await ended(pid, 5))) {
      signal(pid, "SIGKILL");
      await ended(pid, 5);
    }
  }
}

/** Whether a program still runs; a process of another program that was given its id is not it. */
export function isRunning({ pid, program }: Running): boolean {
  const { stdout } = spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.startsWith(program);
}

/** TCP ports on 127.0.0.1 that nobody listens on, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  return Promise.all(
    servers.map(async (server) => {
      const address = server.address();
      await new Promise((resolve) => server.close(resolve));
      if (address === null || typeof address === "string") throw new Error("no TCP port is free");
      return address.port;
    }),
  );
}

/** Waits until a question is answered with yes. Throws after so many seconds, naming what was waited for. */
export async function until(what: string, seconds: number, ask: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + seconds * 1000;
  const yes = async () => {
    try {
      return await ask();
    } catch {
      return false;
    }
  };
  while (!(await yes())) {
    if (Date.now() > end) throw new Error(`${what} was not ready after ${String(seconds)} s`);
    await sleep(100);
  }
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

async function ended(pid: number, seconds: number): Promise<boolean> {
  for (let waited = 0; waited < seconds * 20; waited++) {
    if (!signal(pid, 0)) return true;
    await sleep(50);
  }
  return !signal(pid, 0);
}
