import type { PolicyVersion, Statement } from "../policy";
import { type Compiled, type Decisive, granting, mayPassBoundary, possible, type Speaking, strongest } from "./grant";
import type { Place } from "./resource-pattern";
import { compileStatement, type Request } from "./statement";

export type { Decisive } from "./grant";
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
  const hidden = [
    ...unknown.map((name) => `the text of ${name} is not known`),
    ...(boundary !== undefined && "unknown" in boundary ? [`the boundary is not known: ${boundary.unknown}`] : []),
  ];

  return (request) => {
    const action = request.action.toLowerCase();
    const denial = strongest(every, "Deny", request, action);
    if (denial.sure !== undefined) return { verdict: "explicitly denied", by: denial.sure.statement.decisive };
    const why = [...openIn(denial.open, request, "may deny it"), ...hidden];

    const byResource = strongest(ofResource, "Allow", request, action);
    const foreign = (request.resourceAccount ?? request.principal.account) !== request.principal.account;
    if (byResource.sure?.named === "itself" && !foreign) return answer(byResource.sure.statement, why);

    const grant = granting(strongest(own, "Allow", request, action), byResource, {
      action,
      foreign,
      judged: resource.length > 0,
      hidden: unknown.length > 0,
    });
    if (grant === "none") {
      return { verdict: "implicitly denied", because: foreign ? FOREIGN_DENIED : "no statement allows it" };
    }
    const bounds = limit && { ...strongest(limits, "Allow", request, action), name: limit.name };
    if (bounds !== undefined && !possible(bounds)) {
      const because = `the boundary ${bounds.name} does not allow it`;
      const beyond = foreign ? [] : [byResource.sure, ...byResource.open].filter(mayPassBoundary);
      if (beyond.length === 0) return { verdict: "implicitly denied", because };
      return cannotTell([
        ...why,
        ...beyond.map(({ statement }) => `${because}, and ${placeOf(statement)} may not need it`),
      ]);
    }
    why.push(
      ...openIn(grant.open, request, "may allow it"),
      ...(grant.unjudged ? ["the policy of the resource, which is of another account"] : []),
      ...(bounds?.sure === undefined ? openIn(bounds?.open ?? [], request, "may be within the boundary") : []),
    );
    return grant.sure === undefined ? cannotTell(why) : answer(grant.sure.statement, why);
  };
}

const FOREIGN_DENIED = "the resource is of another account, and not both sides allow it";

function answer({ decisive }: Compiled, why: readonly string[]): Verdict {
  return why.length === 0 ? { verdict: "allowed", by: decisive } : cannotTell(why);
}

function cannotTell(why: readonly string[]): Verdict {
  return { verdict: "cannot tell", why: [...new Set(why)] };
}

function compilePolicy({ name, version, statements }: Policy, place: Place, bounded: boolean): readonly Compiled[] {
  return statements.map((statement, index) => ({
    ...compileStatement(statement, version, place, bounded),
    decisive: { policy: name, statement, index },
  }));
}

function openIn(found: readonly Speaking[], request: Request, what: string): readonly string[] {
  return found.flatMap(({ statement }) =>
    statement.open(request).map((why) => `${placeOf(statement)} ${what}: it depends on ${why}`),
  );
}

function placeOf({ decisive: { policy, index } }: Compiled): string {
  return `statement ${String(index + 1)} of ${policy}`;
}
