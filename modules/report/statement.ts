import type { Statement } from "../iam/policy";

/** The requests that a statement is about: `s3:GetObject on arn:aws:s3:::site/* if …`. */
export function requestsText(statement: Statement): string {
  const { Resource, NotResource } = statement;
  const on = NotResource === undefined ? (Resource ?? []).join(", ") : `everything but ${NotResource.join(", ")}`;
  return `${actionsText(statement)}${on === "" ? "" : ` on ${on}`}${conditionText(statement)}`;
}

/** Its actions, or all but those that it excepts. */
export function actionsText({ Action, NotAction }: Statement): string {
  return Action === undefined ? `everything but ${NotAction.join(", ")}` : Action.join(", ");
}

/** ` if …`, or nothing where it holds always. */
export function conditionText({ Condition = {} }: Statement): string {
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => `${key} ${operator} ${values.join(" or ")}`),
  );
  return conditions.length === 0 ? "" : ` if ${conditions.join(" and ")}`;
}
