import type { PolicyVersion, Statement } from "../policy";
import { type Condition, conditions } from "./condition";
import type { Context } from "./context";
import { actionPattern, type Pattern } from "./pattern";
import { type Named, naming, namingByException, type Principal } from "./principal";
import { type Place, resourcePattern } from "./resource-pattern";
import { all, not, type Tri } from "./three-valued";

/** What somebody asks AWS for. */
export interface Request {
  /** `s3:PutObject` */
  readonly action: string;
  /** ARN, or `*` for what is on no resource. */
  readonly resource: string;
  readonly principal: Principal;
  /** Account of the resource; left out: that of the principal. */
  readonly resourceAccount?: string;
  readonly context: Context;
}

/** A statement that is ready to be held against requests. */
export interface CompiledStatement {
  readonly effect: "Allow" | "Deny";
  /** Whether it is about a request, and how it names who asks. */
  readonly about: (request: Request, action: string) => Match;
  /** What has to be known to tell, in words. */
  readonly open: (request: Request) => readonly string[];
}

export interface Match {
  readonly matches: Tri;
  readonly named: Named;
}

/**
 * Prepares a statement.
 *
 * @param bounded whether the principal has a boundary: a denial of everybody else then includes it
 */
export function compileStatement(
  statement: Statement,
  version: PolicyVersion,
  place: Place,
  bounded: boolean,
): CompiledStatement {
  const { Effect: effect, Action, NotAction, Resource, NotResource, NotPrincipal } = statement;
  const actions = (Action ?? NotAction).map(actionPattern);
  const resources = (Resource ?? NotResource)?.map((text) => resourcePattern(text, version, place));
  const required = conditions(statement.Condition ?? {}, version);

  const onAction = (action: string) => actions.some((matches) => matches(action)) === (Action !== undefined);
  const onResource = (resource: string, context: Context): Tri => {
    if (resources === undefined) return "yes";
    const named = anyOf(resources, resource, context);
    return NotResource === undefined ? named : not(named);
  };
  const nameOf = (principal: Principal): Named => {
    if (place === "identity") return "itself";
    if (NotPrincipal === undefined) return statement.Principal ? naming(statement.Principal, principal) : "no";
    // @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    if (bounded && effect === "Deny") return "everybody";
    return namingByException(NotPrincipal, principal);
  };
  const about = ({ resource, principal, context }: Request, action: string): Match => {
    if (!onAction(action)) return NOTHING;
    const named = nameOf(principal);
    if (named === "no") return NOTHING;
    const there = onResource(resource, context);
    if (there === "no") return NOTHING;
    const who = named === "perhaps" ? "maybe" : "yes";
    return { matches: all([who, there, ...required.map(({ holds }) => holds(context))]), named };
  };
  const open = ({ resource, principal, context }: Request) => [
    ...(nameOf(principal) === "perhaps" ? [`whether it names who asks, of ${principal.name}`] : []),
    ...(onResource(resource, context) === "maybe"
      ? [`whether ${resource} is meant, by a variable without a known value`]
      : []),
    ...required.filter(({ holds }) => holds(context) === "maybe").map(openCondition),
  ];
  return { effect, about, open };
}

const NOTHING: Match = { matches: "no", named: "no" };

function anyOf(patterns: readonly Pattern[], text: string, context: Context): Tri {
  let result: Tri = "no";
  for (const matches of patterns) {
    const one = matches(text, context);
    if (one === "yes") return "yes";
    if (one === "maybe") result = "maybe";
  }
  return result;
}

function openCondition({ operator, key }: Condition): string {
  return `${key}, of which ${operator} asks`;
}
