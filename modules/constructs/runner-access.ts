import { Manifest } from "@cdktf/provider-kubernetes/lib/manifest";
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1";
import { RoleV1 } from "@cdktf/provider-kubernetes/lib/role-v1";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { cacheStatements } from "../iam/grants";
import { policiesOf } from "../iam/identity-policies";
import { type Guard, guardBinding, guardPolicy } from "../kubernetes/guard";
import { MANAGER_RULES } from "../kubernetes/manager-rules";
import { podSecurityLabels } from "../kubernetes/pod-security";
import type { CheckedPlatform, Cluster, Runner } from "../platform/platform";
import { guardsOf } from "../platform/guards";
import * as addresses from "./addresses";
import { AssociatedAccount } from "./associated-account";
import { literals } from "./literal";
import { after, place } from "./place";

/**
 * What a runner needs before its release: guarded job namespaces, the manager's namespace and ServiceAccount with
 * the rules of the Kubernetes executor in the job namespaces only, and the role of the cache.
 */
export class RunnerAccess extends Construct {
  /** By name. */
  readonly namespaces: ReadonlyMap<string, NamespaceV1>;

  constructor(scope: Construct, platform: CheckedPlatform, cluster: Cluster, runner: Runner) {
    super(scope, `runner-${runner.key}`);
    const { key, manager, cache } = runner;
    const managerNamespace = place(
      new NamespaceV1(this, "manager-namespace", {
        metadata: { name: manager.namespace, labels: podSecurityLabels("baseline") },
      }),
      addresses.manager(key),
    );
    const account = new AssociatedAccount(this, "manager", platform, cluster, {
      address: addresses.manager(key),
      ...manager,
      // The manager talks to the API server: that is its work.
      automountToken: true,
      ...(cache === undefined
        ? {}
        : {
            role: { name: cache.role, policies: policiesOf(cacheStatements(cache.bucket, cache.prefix, platform.aws)) },
          }),
      after: [managerNamespace],
    });
    this.namespaces = new Map(
      guardsOf(platform, runner).map((guard, i) => {
        const address = addresses.jobNamespace(key, guard.namespace, i === 0);
        const namespace = this.guardedNamespace(guard, address);
        this.managerRules(runner, guard.namespace, i === 0, [namespace, account.serviceAccount]);
        return [guard.namespace, namespace];
      }),
    );
  }

  /** The namespace waits for its guard: there is no moment in which it is open. */
  private guardedNamespace(guard: Guard, address: addresses.Logical): NamespaceV1 {
    const policy = place(
      new Manifest(this, `guard-${guard.namespace}`, { manifest: literals(guardPolicy(guard)) }),
      address,
    );
    const binding = place(
      new Manifest(this, `guard-binding-${guard.namespace}`, { manifest: literals(guardBinding(guard)) }),
      addresses.guardBinding(address),
    );
    after(binding, [policy]);
    const namespace = place(
      new NamespaceV1(this, `namespace-${guard.namespace}`, {
        metadata: { name: guard.namespace, labels: podSecurityLabels("baseline") },
      }),
      address,
    );
    return after(namespace, [binding]);
  }

  private managerRules(runner: Runner, namespace: string, first: boolean, before: readonly TerraformResource[]): void {
    const address = addresses.managerRules(runner.key, namespace, first);
    const metadata = { name: runner.manager.serviceAccount, namespace };
    const role = place(
      new RoleV1(this, `role-${namespace}`, {
        metadata,
        rule: MANAGER_RULES.map(({ apiGroups, resources, verbs }) => ({
          apiGroups: [...apiGroups],
          resources: [...resources],
          verbs: [...verbs],
        })),
      }),
      address,
    );
    after(role, before);
    place(
      new RoleBindingV1(this, `binding-${namespace}`, {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
        subject: [{ kind: "ServiceAccount", name: runner.manager.serviceAccount, namespace: runner.manager.namespace }],
      }),
      address,
    );
  }
}
