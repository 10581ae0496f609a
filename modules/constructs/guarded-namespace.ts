import { Manifest } from "@cdktf/provider-kubernetes/lib/manifest";
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { Construct } from "constructs";
import { type Guard, guardBinding, guardPolicy } from "../kubernetes/guard";
import { jobLimitRange, type JobLimits, jobQuota } from "../kubernetes/job-limits";
import { jobNetworkPolicy } from "../kubernetes/job-network";
import { podSecurityLabels, type PodSecurityLevel } from "../kubernetes/pod-security";
import * as addresses from "./addresses";
import { literals } from "./literal";
import { after, place } from "./place";

export interface GuardedNamespaceProps {
  readonly security: PodSecurityLevel;
  /** Whether its network is. */
  readonly closed: boolean;
  readonly limits: JobLimits;
}

/** A namespace of jobs with its guard. It waits for the guard: there is no moment in which it is open. */
export class GuardedNamespace extends Construct {
  readonly namespace: NamespaceV1;

  constructor(
    scope: Construct,
    address: addresses.Logical,
    guard: Guard,
    { security, closed, limits }: GuardedNamespaceProps,
  ) {
    super(scope, `namespace-${guard.namespace}`);
    // Whoever changed a guard by hand owns what they changed: without force it could not be repaired.
    const fieldManager = { forceConflicts: true };
    const policy = place(
      new Manifest(this, "guard", { manifest: literals(guardPolicy(guard)), fieldManager }),
      address,
    );
    const binding = place(
      new Manifest(this, "binding", { manifest: literals(guardBinding(guard)), fieldManager }),
      addresses.guardBinding(address),
    );
    const namespace = new NamespaceV1(this, "namespace", {
      metadata: { name: guard.namespace, labels: podSecurityLabels(security) },
    });
    this.namespace = after(place(namespace, address), [after(binding, [policy])]);
    const { namespace: name } = guard;
    for (const [part, manifest] of [
      ["network", closed ? jobNetworkPolicy(name) : undefined],
      ["quota", limits.quota === undefined ? undefined : jobQuota(name, limits.quota)],
      ["limits", limits.limits === undefined ? undefined : jobLimitRange(name, limits.limits)],
    ] as const) {
      if (manifest === undefined) continue;
      const made = new Manifest(this, part, { manifest: literals(manifest), fieldManager });
      after(place(made, addresses.jobPart(address, part)), [this.namespace]);
    }
  }
}
