import type { AccessModel, ModelPath } from "../access/model";
import type { Statement } from "../iam/policy";

/** A statement of a role's trust policy, and where it is. */
export interface TrustStatement {
  readonly role: string;
  readonly statement: Statement;
  readonly at: ModelPath;
}

/** The statements of all trust policies; what is not known of them is a finding of trust-unknown. */
export function trustStatements({ roles }: AccessModel): readonly TrustStatement[] {
  return Object.entries(roles).flatMap(([role, { trust }]) =>
    "unknown" in trust
      ? []
      : trust.value.map((statement, index) => ({ role, statement, at: ["roles", role, "trust", index] })),
  );
}
