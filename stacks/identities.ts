import { EksAddon } from "@cdktf/provider-aws/lib/eks-addon";
import type { Construct } from "constructs";
import * as addresses from "../modules/constructs/addresses";
import { AssociatedAccount } from "../modules/constructs/associated-account";
import { KubernetesPermissions } from "../modules/constructs/kubernetes-permissions";
import { OidcProvider } from "../modules/constructs/oidc-provider";
import { output } from "../modules/constructs/outputs";
import { place } from "../modules/constructs/place";
import { RunnerAccess } from "../modules/constructs/runner-access";
import { accountIdentities, identityAccount, installsPodIdentityAgent } from "../modules/platform/accounts";
import { clusterOidcProvider } from "../modules/platform/oidc-providers";
import type { CheckedPlatform, Cluster } from "../modules/platform/platform";
import { PlatformStack } from "./platform-stack";

/** Who may be what: roles, associations, ServiceAccounts, RBAC, job namespaces and their guards. */
export class IdentitiesStack extends PlatformStack {
  static readonly suffix = "identities";

  constructor(scope: Construct, platform: CheckedPlatform, cluster: Cluster) {
    super(scope, `${platform.name}-${IdentitiesStack.suffix}`, platform);
    this.addAws();
    this.addKubernetes(cluster);
    if (installsPodIdentityAgent(platform)) {
      const agent = new EksAddon(this, "agent", { clusterName: cluster.name, addonName: "eks-pod-identity-agent" });
      place(agent, addresses.podIdentityAgent());
    }
    const managed = clusterOidcProvider(platform);
    const oidc =
      managed === undefined ? undefined : new OidcProvider(this, addresses.clusterOidcProvider(), managed).provider;
    const runners = platform.runners.map((runner) => new RunnerAccess(this, platform, cluster, runner));
    const namespaces = new Map(runners.flatMap((runner) => [...runner.namespaces]));
    const accounts = accountIdentities(platform.identities).map((identity) => {
      const namespace = namespaces.get(identity.namespace);
      const account = new AssociatedAccount(this, `identity-${identity.key}`, platform, cluster, {
        ...identityAccount(identity, platform),
        address: addresses.identity(identity.key),
        after: namespace === undefined ? [] : [namespace],
        ...(oidc === undefined ? {} : { provider: oidc }),
      });
      new KubernetesPermissions(account, identity, namespaces);
      return account;
    });
    this.addOutputs([...accounts, ...runners.map(({ manager }) => manager)]);
    output(this, "oidc_provider_arns", oidc === undefined ? {} : { cluster: oidc.arn });
  }

  private addOutputs(accounts: readonly AssociatedAccount[]): void {
    const roles = accounts.flatMap(({ address, role }) =>
      role === undefined ? [] : [[address, role.role.arn] as const],
    );
    output(this, "role_arns", Object.fromEntries(roles));
    output(this, "service_accounts", Object.fromEntries(accounts.map(({ address, name }) => [address, name])));
  }
}
