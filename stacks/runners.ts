import type { Construct } from "constructs";
import { output } from "../modules/constructs/outputs";
import { RunnerRelease } from "../modules/constructs/runner-release";
import type { CheckedPlatform, Cluster } from "../modules/platform/platform";
import { PlatformStack } from "./platform-stack";

/** The gitlab-runner releases, and nothing else: applied after the identities that their jobs need. */
export class RunnersStack extends PlatformStack {
  static readonly suffix = "runners";

  constructor(scope: Construct, platform: CheckedPlatform, cluster: Cluster) {
    super(scope, `${platform.name}-${RunnersStack.suffix}`, platform);
    if (cluster.access.kind !== "kubeconfig") this.addAws();
    this.addHelm(cluster);
    for (const runner of platform.runners) new RunnerRelease(this, platform, runner);
    const names = platform.runners.map(
      ({ key, manager, release }) => [key, `${manager.namespace}/${release}`] as const,
    );
    output(this, "releases", Object.fromEntries(names));
  }
}
