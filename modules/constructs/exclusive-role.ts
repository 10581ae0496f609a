import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePoliciesExclusive } from "@cdktf/provider-aws/lib/iam-role-policies-exclusive";
import { IamRolePolicyAttachmentsExclusive } from "@cdktf/provider-aws/lib/iam-role-policy-attachments-exclusive";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { type IdentityPolicies, policyName } from "../iam/identity-policies";
import type { PolicyDocument } from "../iam/policy";
import type { CheckedPlatform } from "../platform/platform";
import * as addresses from "./addresses";
import { literal, literals, tagged } from "./literal";
import { after, place } from "./place";

/** What a role is made of. */
export interface ExclusiveRoleProps {
  readonly address: addresses.Logical;
  readonly name: string;
  readonly trust: PolicyDocument;
  readonly policies: IdentityPolicies;
  /** On the role and its policies, besides those of everything. */
  readonly tags: Readonly<Record<string, string>>;
  /** What it trusts, where this app makes it. */
  readonly after: readonly TerraformResource[];
}

/**
 * A role with exactly the declared policies: what is attached or put inline by hand is drift and goes.
 * Policies are replaced before they are destroyed, the role waits for them and detaches by force: without each of
 * these, dropping a policy or the role ends in DeleteConflict, because the exclusive resource does not detach.
 */
export class ExclusiveRole extends Construct {
  readonly role: IamRole;
  /** The role with everything that it may do. */
  readonly complete: readonly TerraformResource[];

  constructor(scope: Construct, platform: CheckedPlatform, props: ExclusiveRoleProps) {
    super(scope, "role");
    const { address, name } = props;
    const policies = props.policies.own.map(({ service, document }) =>
      place(
        new IamPolicy(this, `policy-${service ?? ""}`, {
          name: literal(policyName(name, service)),
          policy: JSON.stringify(literals(document)),
          ...tagged(props.tags),
          lifecycle: { createBeforeDestroy: true },
        }),
        service === undefined ? address : addresses.servicePolicy(address, service),
      ),
    );
    const { rolePath, permissionsBoundary } = platform.aws;
    this.role = place(
      new IamRole(this, "role", {
        name,
        path: rolePath,
        ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
        assumeRolePolicy: JSON.stringify(literals(props.trust)),
        forceDetachPolicies: true,
        ...tagged(props.tags),
      }),
      address,
    );
    after(this.role, [...policies, ...props.after]);
    const attachments = place(
      new IamRolePolicyAttachmentsExclusive(this, "attachments", {
        roleName: this.role.name,
        policyArns: [...policies.map((policy) => policy.arn), ...literals(props.policies.managedPolicies)],
      }),
      address,
    );
    const inline = new IamRolePoliciesExclusive(this, "inline", { roleName: this.role.name, policyNames: [] });
    // Of a role that is taken over, what stood inside it goes only once what replaces it is attached.
    after(inline, [attachments]);
    this.complete = [this.role, attachments, place(inline, address)];
  }
}
