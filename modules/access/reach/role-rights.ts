import { parseArn } from "../../iam/arn";
import type { ManagedPolicies } from "../../iam/managed-policies";
import type { Statement } from "../../iam/policy";
import type { AccessModel, ModelPath, RoleAccess, RoleName } from "../model";

/** A role with everything that its policies say, as far as it is known. */
export interface HeldRole {
  readonly name: RoleName;
  /** Its ARN; a pattern of any path and account where that is not known yet. */
  readonly arn: string;
  readonly account?: string;
  readonly statements: readonly HeldStatement[];
  /** What of its policies is not known. */
  readonly unknown: readonly { readonly what: string; readonly at: ModelPath }[];
  /** Undefined where it is not known whom it lets in. */
  readonly trust?: readonly Statement[];
  readonly bounded: boolean;
}

/** A statement, and where in the model it is. */
export interface HeldStatement {
  readonly statement: Statement;
  readonly at: ModelPath;
}

/** The roles of a model, with the texts of managed policies that are known. */
export function heldRoles({ roles }: AccessModel, managedPolicies: ManagedPolicies): readonly HeldRole[] {
  return Object.entries(roles).map(([name, role]) => {
    const arn = "value" in role.arn ? role.arn.value : `arn:*:iam::*:role/*${name}`;
    const account = parseArn(arn)?.account;
    return {
      name,
      arn,
      ...(account === undefined || account === "*" ? {} : { account }),
      ...policiesOf(name, role, managedPolicies),
      ...("value" in role.trust ? { trust: role.trust.value } : {}),
      bounded: role.permissionsBoundary !== undefined,
    };
  });
}

function policiesOf(
  name: RoleName,
  { statements, managedPolicies: attached, atLeast }: RoleAccess,
  managedPolicies: ManagedPolicies,
): Pick<HeldRole, "statements" | "unknown"> {
  const own = "value" in statements ? statements.value : (atLeast?.statements ?? []);
  const arns = "value" in attached ? attached.value : (atLeast?.managedPolicies ?? []);
  const texts = arns.map((arn, index) => ({
    arn,
    at: ["roles", name, "managedPolicies", index],
    policy: managedPolicies(arn),
  }));
  return {
    statements: [
      ...own.map((statement, index) => ({ statement, at: ["roles", name, "statements", index] })),
      ...texts.flatMap(({ policy, at }) => (policy?.statements ?? []).map((statement) => ({ statement, at }))),
    ],
    unknown: [
      ...("unknown" in statements ? [{ what: statements.unknown, at: ["roles", name, "statements"] }] : []),
      ...texts.flatMap(({ arn, at, policy }) =>
        policy === undefined ? [{ what: `the text of ${arn} is not known`, at }] : [],
      ),
    ],
  };
}
