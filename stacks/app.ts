import { App, type TerraformStack } from "cdktf";
import type { CheckedPlatform } from "../modules/platform/platform";
import { createdCluster } from "../modules/platform/created-cluster";
import { ClusterStack } from "./cluster";
import { FederationStack } from "./federation";
import { IdentitiesStack } from "./identities";
import { RunnersStack } from "./runners";
import { StorageStack } from "./storage";

/**
 * Writes the Terraform of platforms into a folder: one folder for each stack, and CDKTF's manifest.
 *
 * @returns the names of each platform's stacks in the order in which they are applied
 */
export function synthesize(platforms: readonly CheckedPlatform[], outdir: string): readonly (readonly string[])[] {
  // A quarter of the time of a synth is the capture of stack traces, which end in no output.
  const app = new App({ outdir, stackTraces: false });
  const stacks = platforms.map((platform) => addStacks(app, platform));
  app.synth();
  return stacks;
}

function addStacks(app: App, platform: CheckedPlatform): readonly string[] {
  const stacks: TerraformStack[] = [];
  const { cluster } = platform;
  const created = createdCluster(platform);
  if (created !== undefined) stacks.push(new ClusterStack(app, platform, created));
  if (platform.buckets.some((bucket) => bucket.managed !== undefined)) stacks.push(new StorageStack(app, platform));
  if (cluster !== undefined) {
    stacks.push(new IdentitiesStack(app, platform, cluster));
    if (platform.runners.length > 0) stacks.push(new RunnersStack(app, platform, cluster));
  }
  stacks.forEach((stack, i) => {
    const before = stacks[i - 1];
    if (before !== undefined) stack.addDependency(before);
  });
  // It needs none of them, and none of them needs it.
  if (FederationStack.isNeeded(platform)) stacks.push(new FederationStack(app, platform));
  return stacks.map((stack) => stack.node.id);
}
