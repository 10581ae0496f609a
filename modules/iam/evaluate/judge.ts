import type { PolicyVersion, Statement } from "../policy";
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
  /** Policies of the resource. */
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
  const own = identity.flatMap(compilePolicy);
  const limits = boundary === undefined || "unknown" in boundary ? [] : compilePolicy(boundary);
  const ofResource = resource.flatMap(compilePolicy);
  const every = [...own, ...limits, ...ofResource];
  const hidden = [
    ...unknown.map((name) => `the text of ${name} is not known`),
    ...(boundary !== undefined && "unknown" in boundary ? [`the boundary is not known: ${boundary.unknown}`] : []),
  ];
  return (request) => {
    const action = request.action.toLowerCase();
    const denial = strongest(every, "Deny", request, action);
    if (denial.sure !== undefined) return { verdict: "explicitly denied", by: denial.sure.decisive };

    const allowance = strongest(own, "Allow", request, action);
    const onResource = strongest(ofResource, "Allow", request, action);
    const bounds = strongest(limits, "Allow", request, action);
    const bounded = boundary !== undefined && !("unknown" in boundary);
    if (bounded && bounds.sure === undefined && bounds.open.length === 0) {
      return { verdict: "implicitly denied", because: `the boundary ${boundary.name} does not allow it` };
    }
    const foreign = request.resourceAccount !== undefined && request.resourceAccount !== request.principal.account;
    const grants = foreign ? both(allowance, onResource) : either(allowance, onResource);
    const none = grants.sure === undefined && grants.open.length === 0;
    if (none && unknown.length === 0 && !(foreign && resource.length === 0 && possible(allowance))) {
      return { verdict: "implicitly denied", because: foreign ? FOREIGN_DENIED : "no statement allows it" };
    }
    const why = [
      ...denial.open.flatMap((it) => openIn(it, request, "may deny it")),
      ...(grants.sure === undefined ? grants.open.flatMap((it) => openIn(it, request, "may allow it")) : []),
      ...(bounded && bounds.sure === undefined
        ? bounds.open.flatMap((it) => openIn(it, request, "may be within the boundary"))
        : []),
      ...(foreign && resource.length === 0 ? ["the policy of the resource, which is of another account"] : []),
      ...hidden,
    ];
    if (why.length > 0 || grants.sure === undefined) return { verdict: "cannot tell", why: [...new Set(why)] };
    return { verdict: "allowed", by: grants.sure.decisive };
  };
}

const FOREIGN_DENIED = "the resource is of another account, and not both sides allow it";

interface Compiled extends CompiledStatement {
  readonly decisive: Decisive;
}

function compilePolicy({ name, version, statements }: Policy): readonly Compiled[] {
  return statements.map((statement, index) => ({
    ...compileStatement(statement, version),
    decisive: { policy: name, statement, index },
  }));
}

/** What some statements say of a request: one that surely does, and those of which it is open. */
interface Found {
  readonly sure?: Compiled;
  readonly open: readonly Compiled[];
  /** Of a resource's policy: whether it names the principal itself, or leaves it to the account. */
  readonly delegated: boolean;
}

function strongest(statements: readonly Compiled[], effect: "Allow" | "Deny", request: Request, action: string): Found {
  let sure: Compiled | undefined;
  let delegated = false;
  const open: Compiled[] = [];
  for (const statement of statements) {
    if (statement.effect !== effect) continue;
    const { matches, named } = statement.about(request, action);
    if (matches === "no") continue;
    if (matches === "maybe") open.push(statement);
    else if (named === "itself" || effect === "Deny") return { sure: statement, open, delegated: false };
    else {
      sure ??= statement;
      delegated = true;
    }
  }
  return { ...(sure === undefined ? {} : { sure }), open, delegated };
}

/** In one account a policy of either side is enough, unless the resource's leaves it to the account. */
function either(own: Found, onResource: Found): Found {
  if (onResource.sure !== undefined && !onResource.delegated) return onResource;
  if (own.sure !== undefined) return own;
  return { open: [...own.open, ...onResource.open], delegated: false };
}

/** Between accounts both sides have to allow it. */
function both(own: Found, onResource: Found): Found {
  if (own.sure !== undefined && onResource.sure !== undefined) return own;
  if (!possible(own) || !possible(onResource)) return { open: [], delegated: false };
  return { open: [...own.open, ...onResource.open], delegated: false };
}

function possible({ sure, open }: Found): boolean {
  return sure !== undefined || open.length > 0;
}

function openIn(statement: Compiled, request: Request, what: string): readonly string[] {
  const { policy, index } = statement.decisive;
  return statement
    .open(request)
    .map((open) => `statement ${String(index + 1)} of ${policy} ${what}: it depends on ${open}`);
}
