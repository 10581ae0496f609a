import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CheckedPlatform } from "../../modules/platform/platform";
import { synthesize } from "../../stacks/app";

/** Terraform JSON by the name of its stack, as `synthesize` writes it. */
export type Stacks = Readonly<Record<string, unknown>>;

export function synthesized(platform: CheckedPlatform): Stacks {
  const folder = mkdtempSync(join(tmpdir(), "jobrole-test-"));
  try {
    const stacks = synthesize([platform], folder).flat();
    const document = (stack: string) => readFileSync(join(folder, "stacks", stack, "cdk.tf.json"), "utf8");
    return Object.fromEntries(stacks.map((stack) => [stack, JSON.parse(document(stack)) as unknown]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The addresses of every resource of a stack, sorted. */
export function addressesOf(document: unknown): readonly string[] {
  const { resource = {} } = document as { resource?: Record<string, Record<string, unknown>> };
  return Object.entries(resource)
    .flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`))
    .sort();
}
