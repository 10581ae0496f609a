import { EksAddon } from "@cdktf/provider-aws/lib/eks-addon";
import type { Construct } from "constructs";
import * as addresses from "../modules/constructs/addresses";
import { AssociatedAccount } from "../modules/constructs/associated-account";
import { KubernetesPermissions } from "../modules/constructs/kubernetes-permissions";
import { place } from "../modules/constructs/place";
import { RunnerAccess } from "../modules/constructs/runner-access";
import { identityAccount } from "../modules/platform/accounts";
import type { CheckedPlatform, Cluster } from "../modules/platform/platform";
import { PlatformStack } from "./platform-stack";

/** Who may be what: roles, associations, ServiceAccounts, RBAC, job namespaces and their guards. */
export class IdentitiesStack extends PlatformStack {
  static readonly suffix = "identities";

  constructor(scope: Construct, platform: CheckedPlatform, cluster: Cluster) {
    super(scope, `${platform.name}-${IdentitiesStack.suffix}`, platform);
    this.addAws();
    this.addKubernetes(cluster);
    if (cluster.podIdentityAgent === "install") {
      const agent = new EksAddon(this, "agent", { clusterName: cluster.name, addonName: "eks-pod-identity-agent" });
      place(agent, addresses.podIdentityAgent());
    }
    const namespaces = new Map(
      platform.runners.flatMap((runner) => [...new RunnerAccess(this, platform, cluster, runner).namespaces]),
    );
    for (const identity of platform.identities) {
      const namespace = namespaces.get(identity.namespace);
      const account = new AssociatedAccount(this, `identity-${identity.key}`, platform, cluster, {
        ...identityAccount(identity, platform.aws),
        address: addresses.identity(identity.key),
        after: namespace === undefined ? [] : [namespace],
      });
      new KubernetesPermissions(account, identity, namespaces);
    }
  }
}
