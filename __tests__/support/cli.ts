import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const ROOT = join(__dirname, "..", "..");

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line in a folder; `program` is another main.ts that was built. */
export function jobrole(
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  program = join(ROOT, "dist", "main.js"),
): Result {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  return { code: status, stdout, stderr };
}

/** Runs with an empty folder, which is gone afterwards. */
export function inFolder<T>(run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "jobrole-cli-"));
  try {
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Every file below a folder with its text, by path. */
export function filesOf(folder: string, prefix = ""): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
      const path = join(prefix, entry.name);
      return entry.isDirectory()
        ? Object.entries(filesOf(folder, path))
        : [[path, readFileSync(join(folder, path), "utf8")] as const];
    }),
  );
}
