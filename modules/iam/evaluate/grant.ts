import type { Statement } from "../policy";
import type { Named } from "./principal";
import type { CompiledStatement, Request } from "./statement";

/** A statement that decided. */
export interface Decisive {
  readonly policy: string;
  readonly statement: Statement;
  /** Its place in the policy. */
  readonly index: number;
}

/** A statement that is ready, and what to say of it when it decides. */
export interface Compiled extends CompiledStatement {
  readonly decisive: Decisive;
}

/** A statement about a request, and how it names who asks. */
export interface Speaking {
  readonly statement: Compiled;
  readonly named: Named;
}

/** What some statements say of a request: the strongest that surely does, and those of which it is open. */
export interface Found {
  readonly sure?: Speaking;
  readonly open: readonly Speaking[];
}

/**
 * What the policy of a resource gives to a user or to a session by name is not limited by a boundary, what it gives to a
 * role is. Of what it gives to everybody this is not documented.
 */
export function mayPassBoundary(speaking: Speaking | undefined): speaking is Speaking {
  return speaking !== undefined && ["itself", "everybody", "perhaps"].includes(speaking.named);
}

/** How much it says to be named so: who is named by itself needs nothing else. */
const STRENGTH: Readonly<Record<Named, number>> = {
  itself: 4,
  everybody: 3,
  "its role": 2,
  "its account": 1,
  perhaps: 0,
  no: 0,
};

/** What statements of an effect say of a request. The action is given in lower case as well. */
export function strongest(
  statements: readonly Compiled[],
  effect: "Allow" | "Deny",
  request: Request,
  action: string,
): Found {
  let sure: Speaking | undefined;
  const open: Speaking[] = [];
  for (const statement of statements) {
    if (statement.effect !== effect) continue;
    const { matches, named } = statement.about(request, action);
    if (matches === "maybe") open.push({ statement, named });
    if (matches !== "yes" || STRENGTH[named] <= STRENGTH[sure?.named ?? "no"]) continue;
    sure = { statement, named };
    // Nothing is stronger, and any denial is enough.
    if (named === "itself" || effect === "Deny") break;
  }
  return { ...(sure === undefined ? {} : { sure }), open };
}

/** What allows a request, the boundary apart; or that nothing can. */
export type Grant = Found & { readonly unjudged: boolean };

/** What else decides who has to allow a request. */
export interface Circumstances {
  /** In lower case. */
  readonly action: string;
  /** Whether the resource is of another account than who asks. */
  readonly foreign: boolean;
  /** Whether policies of the resource are known. */
  readonly judged: boolean;
  /** Whether the principal has policies that are not known. */
  readonly hidden: boolean;
}

/**
 * In one account a policy of either side is enough, unless that of the resource leaves it to the account. Between
 * accounts both sides have to allow it.
 */
export function granting(
  own: Found,
  onResource: Found,
  { action, foreign, judged, hidden }: Circumstances,
): Grant | "none" {
  const needs = foreign ? "both" : judged && onlyByResource(action) ? "resource" : "either";
  const direct = onResource.sure !== undefined && onResource.sure.named !== "its account" ? onResource.sure : undefined;
  const agreed = onResource.sure === undefined ? undefined : own.sure;
  const sure = { either: own.sure ?? direct, both: agreed, resource: direct ?? agreed }[needs];
  if (sure !== undefined) return { sure, open: [], unjudged: false };

  const openDirect = onResource.open.filter(({ named }) => named !== "its account");
  const byOwn = possible(own) || hidden;
  const byBoth = byOwn && (possible(onResource) || !judged);
  const byResource = openDirect.length > 0;
  const left = { either: byOwn || byResource, both: byBoth, resource: byBoth || byResource }[needs];
  if (!left) return "none";
  return {
    open: [...(own.sure === undefined ? own.open : []), ...(needs === "either" ? openDirect : onResource.open)],
    unjudged: !judged && foreign,
  };
}

/** Whether something allows a request, or might. */
export function possible({ sure, open }: Found): boolean {
  return sure !== undefined || open.length > 0;
}

/**
 * Keys and roles are used by nobody whom their own policies do not admit, or whose account they do not.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
function onlyByResource(action: string): boolean {
  return action.startsWith("kms:") || action.startsWith("sts:assumerole");
}
