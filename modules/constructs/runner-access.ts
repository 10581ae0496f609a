import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { Construct } from "constructs";
import { jobSecurity, podSecurityLabels } from "../kubernetes/pod-security";
import { managerAccount } from "../platform/accounts";
import { guardsOf } from "../platform/guards";
import type { CheckedPlatform, Cluster } from "../platform/platform";
import type { Runner } from "../platform/runner";
import * as addresses from "./addresses";
import { AssociatedAccount } from "./associated-account";
import { GuardedNamespace } from "./guarded-namespace";
import { ManagerPermissions } from "./manager-permissions";
import { place } from "./place";

/**
 * What a runner needs before its release: guarded job namespaces, the manager's namespace and ServiceAccount with
 * its permissions in the job namespaces only, and the role of the cache.
 */
export class RunnerAccess extends Construct {
  /** Of its jobs, by name. */
  readonly namespaces: ReadonlyMap<string, NamespaceV1>;
  readonly manager: AssociatedAccount;

  constructor(scope: Construct, platform: CheckedPlatform, cluster: Cluster, runner: Runner) {
    super(scope, `runner-${runner.key}`);
    const { key, manager } = runner;
    const managerNamespace = place(
      new NamespaceV1(this, "manager-namespace", {
        metadata: { name: manager.namespace, labels: podSecurityLabels("baseline") },
      }),
      addresses.manager(key),
    );
    this.manager = new AssociatedAccount(this, "manager", platform, cluster, {
      ...managerAccount(runner, platform),
      address: addresses.manager(key),
      after: [managerNamespace],
    });
    this.namespaces = new Map(
      guardsOf(platform, runner).map((guard, i) => {
        const { namespace } = new GuardedNamespace(this, addresses.jobNamespace(key, guard.namespace, i === 0), guard, {
          security: jobSecurity(runner),
          closed: cluster.networkPolicy !== undefined,
          limits: runner.limits,
        });
        const address = addresses.managerRules(key, guard.namespace, i === 0);
        new ManagerPermissions(this, address, runner, guard.namespace, [namespace, this.manager.serviceAccount]);
        return [guard.namespace, namespace];
      }),
    );
  }
}
