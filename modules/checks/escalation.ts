import type { AccessModel } from "../access/model";
import { conditionList } from "../iam/conditions";
import { type Escalation, ESCALATIONS, escalationsOf } from "../iam/escalations";
import type { Statement } from "../iam/policy";
import { wildcard } from "../iam/wildcard";
import { allowances, isEveryResource } from "./allowance";
import type { ModelCheck, Observation } from "./rule";

export const escalation: ModelCheck = {
  id: "escalation",
  of: "model",
  what: "No role has an action by which it gets more than it is given: by editing policies, passing roles, running code that has a role, changing who is let in.",
  why: "What is written is not what it can do then: on any resource such an action is worth the account.",
  fix: "Leave it out, or name the resources and accept it with a reason.",
  example: ["identities:", "  i:", "    allow:", '      - { actions: [iam:PassRole], resources: ["*"] }'].join("\n"),
  acceptable: true,
  judge,
};

/**
 * An error where no resource is named, else a warning. What a role needs iam:PassRole for is only found where it has
 * that too. Denying statements and boundaries are not looked at.
 */
function judge(model: AccessModel): readonly Observation[] {
  const all = allowances(model);
  const passing = new Set(all.filter(({ statement }) => passes(statement)).map(({ role }) => role));
  return all.flatMap(({ role, statement, at }): readonly Observation[] => {
    const anywhere = isAnywhere(statement);
    const counts = ({ needs, onAnyOnly }: Escalation) =>
      (needs === undefined || passing.has(role)) && (!onAnyOnly || anywhere);
    const severity = anywhere ? "error" : "warning";
    const fix = anywhere ? "leave it out, or name the resources" : "leave it out, or accept it with a reason";
    const { Action, NotAction } = statement;
    if (Action === undefined) {
      const excepted = NotAction.map(wildcard);
      const left = ESCALATIONS.filter((each) => counts(each) && !excepted.some((but) => but.test(each.action)));
      const message = textOf("every action but those of NotAction", left);
      return message === undefined ? [] : [{ at, severity, about: "NotAction", message, fix }];
    }
    return Action.flatMap((action, index): readonly Observation[] => {
      // Every action of every service is a finding of wildcard-action.
      if (/^\*+(:\*+)?$/.test(action)) return [];
      const found = escalationsOf(action).filter((each) => counts(each) && !isForServices(each, statement));
      const message = textOf(action, found);
      return message === undefined ? [] : [{ at: [...at, "Action", index], severity, about: action, message, fix }];
    });
  });
}

function passes({ Action = [] }: Statement): boolean {
  return Action.some((action) => escalationsOf(action).some((found) => found.action === "iam:PassRole"));
}

function isAnywhere({ Resource, NotResource }: Statement): boolean {
  return (
    NotResource !== undefined || (Resource ?? []).some((resource) => isEveryResource(resource) || isWild(resource))
  );
}

/** Whether a resource's name is nothing but its type and a wildcard: `role/*`. */
function isWild(resource: string): boolean {
  return /^[a-z-]*[/:]\*+$/.test(resource.split(":").slice(5).join(":"));
}

/** A grant of a key that only a service of AWS may make is how that service works. */
function isForServices({ action }: Escalation, statement: Statement): boolean {
  return (
    action === "kms:CreateGrant" &&
    conditionList(statement).some(
      ({ operator, key, values }) =>
        operator === "Bool" && key.toLowerCase() === "kms:grantisforawsresource" && values.join() === "true",
    )
  );
}

function textOf(got: string, [first, ...others]: readonly Escalation[]): string | undefined {
  if (first === undefined) return undefined;
  const needs = first.needs === undefined ? "" : ` and ${first.needs}`;
  const among =
    got.toLowerCase() === first.action.toLowerCase()
      ? `got ${got}${needs}`
      : `got ${got}, among it ${first.action}${needs}`;
  const more = others.length === 0 ? "" : `, and ${String(others.length)} others of that kind`;
  return `${among}, by which one can ${first.how}${more}`;
}
