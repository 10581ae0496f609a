import type { AccessModel, ModelPath } from "../access/model";
import type { Statement } from "../iam/policy";

/** A statement that allows something to a role, and where it is. */
export interface Allowance {
  readonly role: string;
  readonly statement: Statement;
  readonly at: ModelPath;
}

/** What the policies of roles allow. Those that are not known are a finding of policy-unknown. */
export function allowances({ roles }: AccessModel): readonly Allowance[] {
  return Object.entries(roles).flatMap(([role, { statements }]) =>
    "unknown" in statements
      ? []
      : statements.value.flatMap((statement, index) =>
          statement.Effect === "Allow" ? [{ role, statement, at: ["roles", role, "statements", index] }] : [],
        ),
  );
}

/** Whether a resource of a policy is everything, or everything of a service. */
export function isEveryResource(resource: string): boolean {
  const parts = resource.split(":");
  if (parts.length < 6) return resource.includes("*");
  return /^[*/:]*\*[*/:]*$/.test(parts.slice(5).join(":"));
}
