import { App, type TerraformStack } from "cdktf";
import type { CheckedPlatform } from "../modules/platform/platform";
import { IdentitiesStack } from "./identities";
import { RunnersStack } from "./runners";
import { StorageStack } from "./storage";

/**
 * Writes the Terraform of a platform into a folder: one folder for each stack, in the order in which they are
 * applied, and CDKTF's manifest.
 *
 * @returns the stacks' names in the order in which they are applied
 */
export function synthesize(platform: CheckedPlatform, outdir: string): readonly string[] {
  // A quarter of the time of a synth is the capture of stack traces, which end in no output.
  const app = new App({ outdir, stackTraces: false });
  const stacks: TerraformStack[] = [];
  const { cluster } = platform;
  if (platform.buckets.some((bucket) => bucket.managed !== undefined)) stacks.push(new StorageStack(app, platform));
  if (cluster !== undefined) {
    stacks.push(new IdentitiesStack(app, platform, cluster));
    if (platform.runners.length > 0) stacks.push(new RunnersStack(app, platform, cluster));
  }
  stacks.forEach((stack, i) => {
    const before = stacks[i - 1];
    if (before !== undefined) stack.addDependency(before);
  });
  app.synth();
  return stacks.map((stack) => stack.node.id);
}
