import type { PolicyVersion, Statement } from "../policy";
import type { Place } from "./resource-pattern";
import { compileStatement, type CompiledStatement, type Request } from "./statement";

export type { Request } from "./statement";

/** A policy with a name to speak of it by. */
export interface Policy {
  readonly name: string;
  readonly version: PolicyVersion;
  readonly statements: readonly Statement[];
}

/** What decides about the requests of one principal. */
export interface Permissions {
  /** Managed and inline policies of the principal. */
  readonly identity: readonly Policy[];
  /** The most that the principal may do: a managed policy, or why its text is not known. */
  readonly boundary?: Policy | { readonly unknown: string };
  /** Policies of the resource. None: not judged, which leaves a resource of another account open. */
  readonly resource?: readonly Policy[];
  /** Attached policies whose text is not known, by name. */
  readonly unknown: readonly string[];
}

/** A statement that decided. */
export interface Decisive {
  readonly policy: string;
  readonly statement: Statement;
  /** Its place in the policy. */
  readonly index: number;
}

export type Verdict =
  | { readonly verdict: "allowed"; readonly by: Decisive }
  | { readonly verdict: "explicitly denied"; readonly by: Decisive }
  /** Nothing allows it, or the boundary does not. */
  | { readonly verdict: "implicitly denied"; readonly because: string }
  /** What is not known could decide either way. Each reason once. */
  | { readonly verdict: "cannot tell"; readonly why: readonly string[] };

/**
 * Prepares the policies of a principal; the answer judges its requests. A statement with something that is not known
 * (a condition key, a variable, an operator) may or may not be about a request: only what holds either way is answered.
 * The policies of organisations are not judged.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function compile({ identity, boundary, resource = [], unknown }: Permissions): (request: Request) => Verdict {
  const limit = boundary === undefined || "unknown" in boundary ? undefined : boundary;
  const bounded = boundary !== undefined;
  const own = identity.flatMap((policy) => compilePolicy(policy, "identity", bounded));
  const limits = limit === undefined ? [] : compilePolicy(limit, "identity", bounded);
  const ofResource = resource.flatMap((policy) => compilePolicy(policy, "resource", bounded));
  const every = [...own, ...limits, ...ofResource];
  const hidden = unknown.map((name) => `the text of ${name} is not known`);

  return (request) => {
    const action = request.action.toLowerCase();
    const denial = strongest(every, "Deny", request, action);
    if (denial.sure !== undefined) return { verdict: "explicitly denied", by: denial.sure.statement.decisive };
    const why = [...openIn(denial.open, request, "may deny it"), ...hidden];

    const byResource = strongest(ofResource, "Allow", request, action);
    const foreign = (request.resourceAccount ?? request.principal.account) !== request.principal.account;
    if (byResource.sure?.named === "itself" && !foreign) return answer(byResource.sure.statement, why);

    const needs = foreign ? "both" : resource.length > 0 && onlyByResource(action) ? "resource" : "either";
    const grant = granting(strongest(own, "Allow", request, action), byResource, {
      needs,
      judged: resource.length > 0,
      hidden: hidden.length > 0,
    });
    if (grant === "none") {
      return { verdict: "implicitly denied", because: foreign ? FOREIGN_DENIED : "no statement allows it" };
    }
    const bounds = limit === undefined ? undefined : strongest(limits, "Allow", request, action);
    if (bounds !== undefined && limit !== undefined && !possible(bounds)) {
      const because = `the boundary ${limit.name} does not allow it`;
      // Whether a policy of the resource that allows everybody means the session, which no boundary limits, or its role.
      if (foreign || byResource.sure?.named !== "everybody") return { verdict: "implicitly denied", because };
      return cannotTell([...why, `${because}, and everybody may by ${byResource.sure.statement.decisive.policy}`]);
    }
    why.push(
      ...openIn(grant.open, request, "may allow it"),
      ...(grant.unjudged ? ["the policy of the resource, which is of another account"] : []),
      ...(bounds?.sure === undefined ? openIn(bounds?.open ?? [], request, "may be within the boundary") : []),
      ...(boundary !== undefined && "unknown" in boundary ? [`the boundary is not known: ${boundary.unknown}`] : []),
    );
    return grant.sure === undefined ? cannotTell(why) : answer(grant.sure.statement, why);
  };
}

const FOREIGN_DENIED = "the resource is of another account, and not both sides allow it";

/**
 * Keys and roles are used by nobody whom their own policies do not admit, or whose account they do not.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
function onlyByResource(action: string): boolean {
  return action.startsWith("kms:") || action.startsWith("sts:assumerole");
}

function answer({ decisive }: Compiled, why: readonly string[]): Verdict {
  return why.length === 0 ? { verdict: "allowed", by: decisive } : cannotTell(why);
}

function cannotTell(why: readonly string[]): Verdict {
  return { verdict: "cannot tell", why: [...new Set(why)] };
}

interface Compiled extends CompiledStatement {
  readonly decisive: Decisive;
}

function compilePolicy({ name, version, statements }: Policy, place: Place, bounded: boolean): readonly Compiled[] {
  return statements.map((statement, index) => ({
    ...compileStatement(statement, version, place, bounded),
    decisive: { policy: name, statement, index },
  }));
}

/** What some statements say of a request: the strongest that surely does, and those of which it is open. */
interface Found {
  readonly sure?: Sure;
  readonly open: readonly Compiled[];
}

interface Sure {
  readonly statement: Compiled;
  readonly named: Named;
}

type Named = ReturnType<CompiledStatement["about"]>["named"];

/** How much it says to be named so: who is named by itself needs nothing else. */
const STRENGTH: Readonly<Record<Named, number>> = {
  itself: 4,
  everybody: 3,
  "its role": 2,
  "its account": 1,
  perhaps: 0,
  no: 0,
};

function strongest(statements: readonly Compiled[], effect: "Allow" | "Deny", request: Request, action: string): Found {
  let sure: Sure | undefined;
  const open: Compiled[] = [];
  for (const statement of statements) {
    if (statement.effect !== effect) continue;
    const { matches, named } = statement.about(request, action);
    if (matches === "maybe") open.push(statement);
    if (matches !== "yes" || STRENGTH[named] <= STRENGTH[sure?.named ?? "no"]) continue;
    sure = { statement, named };
    // Nothing is stronger, and any denial is enough.
    if (named === "itself" || effect === "Deny") break;
  }
  return { ...(sure === undefined ? {} : { sure }), open };
}

/** What allows a request, the boundary apart; or that nothing can. */
type Grant = Found & { readonly unjudged: boolean };

interface Circumstances {
  /** Which sides have to allow it: either, both, or that of the resource, which may leave it to the account. */
  readonly needs: "either" | "both" | "resource";
  /** Whether policies of the resource are known. */
  readonly judged: boolean;
  /** Whether the principal has policies that are not known. */
  readonly hidden: boolean;
}

/**
 * In one account a policy of either side is enough, unless that of the resource leaves it to the account. Between
 * accounts both sides have to allow it.
 */
function granting(own: Found, onResource: Found, { needs, judged, hidden }: Circumstances): Grant | "none" {
  const direct = onResource.sure !== undefined && onResource.sure.named !== "its account" ? onResource.sure : undefined;
  const agreed = onResource.sure === undefined ? undefined : own.sure;
  const sure = { either: own.sure ?? direct, both: agreed, resource: direct ?? agreed }[needs];
  if (sure !== undefined) return { sure, open: [], unjudged: false };

  const byOwn = possible(own) || hidden;
  const byBoth = byOwn && (possible(onResource) || !judged);
  const byResource = direct !== undefined || onResource.open.length > 0;
  const left = { either: byOwn || byResource, both: byBoth, resource: byBoth || byResource }[needs];
  if (!left) return "none";
  return {
    open: [...(own.sure === undefined ? own.open : []), ...onResource.open],
    unjudged: !judged && needs === "both",
  };
}

function possible({ sure, open }: Found): boolean {
  return sure !== undefined || open.length > 0;
}

function openIn(statements: readonly Compiled[], request: Request, what: string): readonly string[] {
  return statements.flatMap(({ decisive: { policy, index }, open }) =>
    open(request).map((why) => `statement ${String(index + 1)} of ${policy} ${what}: it depends on ${why}`),
  );
}
