import { ClusterRoleBindingV1 } from "@cdktf/provider-kubernetes/lib/cluster-role-binding-v1";
import { ClusterRoleV1 } from "@cdktf/provider-kubernetes/lib/cluster-role-v1";
import { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1";
import { RoleV1 } from "@cdktf/provider-kubernetes/lib/role-v1";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { PolicyRule } from "../kubernetes/rbac";
import type { AccountIdentity } from "../platform/identity";
import { type KubernetesAccess, kubernetesAccess } from "../platform/kubernetes-access";
import * as addresses from "./addresses";
import { literals } from "./literal";
import { after, place } from "./place";

/** What an identity may do in Kubernetes: one Role for its own rules and one binding for each role, by scope. */
export class KubernetesPermissions extends Construct {
  /** @param namespaces those that this app makes, by name: what is in one waits for it */
  constructor(
    scope: Construct,
    identity: AccountIdentity,
    private readonly namespaces: ReadonlyMap<string, TerraformResource>,
  ) {
    super(scope, "kubernetes");
    const name = identity.kubernetesRole;
    for (const access of kubernetesAccess(identity)) {
      if (access.namespace === undefined) this.inCluster(name, identity, access);
      else this.inNamespace(name, identity, access, access.namespace);
    }
  }

  private inNamespace(name: string, identity: AccountIdentity, access: KubernetesAccess, namespace: string): void {
    const subject = [subjectOf(identity)];
    const made = this.namespaces.get(namespace);
    const before = made === undefined ? [] : [made];
    if (access.rules.length > 0) {
      const address = addresses.ownRules(identity.key, namespace);
      const role = new RoleV1(this, `role-${address}`, {
        metadata: { name, namespace },
        rule: access.rules.map(namespacedRule),
      });
      after(place(role, address), before);
      const roleRef = { apiGroup: RBAC, kind: "Role", name: role.metadata.name };
      place(
        new RoleBindingV1(this, `binding-${address}`, { metadata: { name, namespace }, roleRef, subject }),
        address,
      );
    }
    for (const clusterRole of access.clusterRoles) {
      const address = addresses.clusterRoleBinding(identity.key, clusterRole, namespace);
      const binding = new RoleBindingV1(this, `binding-${address}`, {
        metadata: { name: bindingName(name, clusterRole), namespace },
        roleRef: literals({ apiGroup: RBAC, kind: "ClusterRole", name: clusterRole }),
        subject,
      });
      after(place(binding, address), before);
    }
  }

  private inCluster(name: string, identity: AccountIdentity, access: KubernetesAccess): void {
    const subject = [subjectOf(identity)];
    if (access.rules.length > 0) {
      const address = addresses.ownRules(identity.key);
      const rule = access.rules.map(clusterRule);
      const role = place(new ClusterRoleV1(this, `cluster-role-${address}`, { metadata: { name }, rule }), address);
      const roleRef = { apiGroup: RBAC, kind: "ClusterRole", name: role.metadata.name };
      place(
        new ClusterRoleBindingV1(this, `cluster-binding-${address}`, { metadata: { name }, roleRef, subject }),
        address,
      );
    }
    for (const clusterRole of access.clusterRoles) {
      const address = addresses.clusterRoleBinding(identity.key, clusterRole);
      const binding = new ClusterRoleBindingV1(this, `cluster-binding-${address}`, {
        metadata: { name: bindingName(name, clusterRole) },
        roleRef: literals({ apiGroup: RBAC, kind: "ClusterRole", name: clusterRole }),
        subject,
      });
      place(binding, address);
    }
  }
}

const RBAC = "rbac.authorization.k8s.io";

/** ":" is in no key: the binding of a ClusterRole never has the name of the binding of an identity's own rules. */
function bindingName(name: string, clusterRole: string): string {
  return literals(`${name}:${clusterRole}`);
}

function subjectOf({ serviceAccount, namespace }: AccountIdentity) {
  return { kind: "ServiceAccount", name: serviceAccount, namespace };
}

function namespacedRule({ apiGroups, resources, resourceNames, verbs }: PolicyRule) {
  return literals({
    apiGroups: [...apiGroups],
    resources: [...resources],
    ...(resourceNames.length === 0 ? {} : { resourceNames: [...resourceNames] }),
    verbs: [...verbs],
  });
}

function clusterRule(rule: PolicyRule) {
  const { nonResourceURLs, verbs } = rule;
  return nonResourceURLs.length === 0
    ? namespacedRule(rule)
    : literals({ nonResourceUrls: [...nonResourceURLs], verbs: [...verbs] });
}
