import { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1";
import { RoleV1 } from "@cdktf/provider-kubernetes/lib/role-v1";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { MANAGER_RULES } from "../kubernetes/manager-rules";
import type { Runner } from "../platform/runner";
import type { Logical } from "./addresses";
import { after, place } from "./place";

/** What a runner's manager may do in a namespace of its jobs: the minimum of the Kubernetes executor. */
export class ManagerPermissions extends Construct {
  constructor(
    scope: Construct,
    address: Logical,
    { key, manager }: Runner,
    namespace: string,
    before: readonly TerraformResource[],
  ) {
    super(scope, `permissions-${namespace}`);
    // An identity's Role has a "-" before any ":", so that this is never its name.
    const metadata = { name: `manager:${key}`, namespace };
    const role = new RoleV1(this, "role", {
      metadata,
      rule: MANAGER_RULES.map(({ apiGroups, resources, verbs }) => ({
        apiGroups: [...apiGroups],
        resources: [...resources],
        verbs: [...verbs],
      })),
    });
    after(place(role, address), before);
    const binding = new RoleBindingV1(this, "binding", {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
      subject: [{ kind: "ServiceAccount", name: manager.serviceAccount, namespace: manager.namespace }],
    });
    place(binding, address);
  }
}
