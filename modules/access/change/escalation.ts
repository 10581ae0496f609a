import { policyDifference, type Region } from "../../iam/difference/difference";
import { type Escalation, ESCALATIONS, escalationsOf } from "../../iam/escalations";
import type { Statement } from "../../iam/policy";
import { isAbout } from "../../iam/trusted";

/**
 * In words, what a region of newly allowed requests lets a role do beyond what is written: by actions that edit
 * permissions, pass roles, or run code that has one. Undefined where there are none.
 *
 * @param all everything that the role may do then: some actions are harmless without iam:PassRole
 */
export function escalationBy({ statement, except }: Region, all: readonly Statement[]): string | undefined {
  const named = namedBy(statement);
  const passes = named.some(({ needs }) => needs !== undefined) && all.some(mayPass);
  const found = named.filter(
    ({ action, needs }) => (needs === undefined || passes) && !isExcepted(statement, action, except),
  );
  const first = found.find(({ action }) => action === PLAINEST) ?? found[0];
  if (first === undefined) return undefined;
  const resources = statement.NotResource === undefined ? (statement.Resource ?? []) : ["almost everything"];
  const others = found.length - 1;
  const more = others === 0 ? "" : `, and by ${String(others)} other action${others === 1 ? "" : "s"} of that kind`;
  return `may ${first.how}, by ${first.action} on ${resources.join(", ")}${more}`;
}

/** Those that a statement is about, each once. */
function namedBy(statement: Statement): readonly Escalation[] {
  const { Action } = statement;
  if (Action === undefined) return ESCALATIONS.filter(({ action }) => isAbout(statement, action));
  return [...new Set(Action.flatMap(escalationsOf))];
}

function mayPass(statement: Statement): boolean {
  return statement.Effect === "Allow" && isAbout(statement, "iam:PassRole");
}

/** What shows best, where there are many. */
const PLAINEST = "iam:AttachRolePolicy";

/** Whether what is newly allowed has nothing of an action in it. */
function isExcepted(statement: Statement, action: string, except: readonly Statement[]): boolean {
  const { Effect, Resource, NotResource, Condition } = statement;
  const one: Statement = {
    Effect,
    Action: [action],
    ...(NotResource === undefined ? (Resource === undefined ? {} : { Resource }) : { NotResource }),
    ...(Condition === undefined ? {} : { Condition }),
  };
  const allowing = except.map((each): Statement => ({ ...each, Effect }));
  return policyDifference(allowing, [one]).allowed.gained.length === 0;
}
