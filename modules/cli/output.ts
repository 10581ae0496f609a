import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Failure } from "./exit";

/** Terraform's name of a stack's folder and file, and CDKTF's of the list of stacks. */
const MANIFEST = "manifest.json";
const STACKS = "stacks";

/** Where an output really is: what is renamed into a link to another disk has to be on that disk. */
export function realFolder(output: string): string {
  return existsSync(output) ? realpathSync(output) : resolve(output);
}

/**
 * Moves a finished output into place, file by file, the manifest last: whoever reads the output meanwhile finds
 * whole files. Nothing else in the folder is touched: `.terraform` and lock files belong to terraform.
 */
export function publish(from: string, to: string): void {
  const files = filesBelow(from).sort((a, b) => Number(a === MANIFEST) - Number(b === MANIFEST));
  try {
    for (const file of files) {
      mkdirSync(dirname(join(to, file)), { recursive: true });
      renameSync(join(from, file), join(to, file));
    }
  } catch (thrown) {
    throw new Failure(`cannot write ${to}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

/** Stacks that an earlier run wrote into the output and that are no longer declared: terraform still has their state. */
export function abandonedStacks(output: string, stacks: readonly string[]): readonly string[] {
  const folder = join(output, STACKS);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !stacks.includes(name) && existsSync(join(folder, name, "cdk.tf.json")))
    .filter((name) => isWritten(join(folder, name, "cdk.tf.json")))
    .sort();
}

/** Whether CDKTF wrote a file: folders of others below stacks/ are none of ours. */
function isWritten(file: string): boolean {
  try {
    const document: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof document === "object" && document !== null && "//" in document;
  } catch {
    return false;
  }
}

function filesBelow(folder: string, prefix = ""): string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = join(prefix, entry.name);
    return entry.isDirectory() ? filesBelow(folder, path) : [path];
  });
}
