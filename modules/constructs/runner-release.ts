import { Release } from "@cdktf/provider-helm/lib/release";
import { Construct } from "constructs";
import { chartValues } from "../gitlab/chart-values";
import { runnerConfig } from "../gitlab/runner-config";
import { partitionOf } from "../iam/partition";
import type { CheckedPlatform } from "../platform/platform";
import type { Runner } from "../platform/runner";
import * as addresses from "./addresses";
import { literal, literals } from "./literal";
import { place } from "./place";

/** The gitlab-runner Helm release of a runner. Its token is in a Secret that its owner made, never in the values. */
export class RunnerRelease extends Construct {
  constructor(scope: Construct, platform: CheckedPlatform, runner: Runner) {
    super(scope, `release-${runner.key}`);
    const { jobs } = runner;
    const byDefault = jobs.find((job) => job.key === runner.defaultIdentity);
    if (byDefault === undefined) throw new Error(`runner ${runner.key}: its default identity is not one of its jobs`);
    const { cache, chart, manager } = runner;
    const config = runnerConfig({
      namespaces: runner.namespaces,
      serviceAccounts: jobs.map((job) => job.serviceAccount),
      defaultServiceAccount: byDefault.serviceAccount,
      region: platform.aws.region,
      dnsSuffix: partitionOf(platform.aws.region)?.dnsSuffix ?? "amazonaws.com",
      jobs: runner.resources,
      overwrites: runner.overwrites,
      privileged: runner.privileged !== undefined,
      hostMounts: runner.hostMounts,
      restricted: runner.podSecurity === "restricted",
      ...(runner.nodes === undefined ? {} : { nodes: runner.nodes }),
      ...(cache === undefined ? {} : { cache: { bucketName: cache.bucket.name, prefix: cache.prefix } }),
    });
    const values = chartValues({
      gitlabUrl: platform.gitlab.url,
      concurrent: runner.concurrent,
      tokenSecret: runner.tokenSecret,
      managerServiceAccount: manager.serviceAccount,
      jobNamespace: runner.namespaces[0],
      config,
      release: runner.release,
    });
    place(
      new Release(this, "release", {
        name: runner.release,
        namespace: manager.namespace,
        ...(chart.kind === "path"
          ? { chart: literal(chart.path) }
          : literals({ chart: "gitlab-runner", repository: chart.repository, version: chart.version })),
        createNamespace: false,
        // A release that does not become ready is rolled back, so that no half-changed manager takes jobs.
        atomic: true,
        values: [JSON.stringify(literals(values))],
      }),
      addresses.runner(runner.key),
    );
  }
}
