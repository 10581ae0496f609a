import type { Place } from "../evaluate/resource-pattern";
import { policyDocument, type Statement } from "../policy";
import { type Area, Areas, covers, meets, sizeOf } from "./area";

/** Requests: those that a statement is about, less those that any of the others is about. */
export interface Region {
  readonly statement: Statement;
  readonly except: readonly Statement[];
}

/** How what policies say of requests differs. Each request of which they say something else is in a region. */
export interface PolicyDifference {
  /** What becomes allowed, and what was and no longer is. */
  readonly allowed: Sides;
  /** What becomes denied whatever else allows it, and what no longer is. */
  readonly denied: Sides;
}

export interface Sides {
  readonly gained: readonly Region[];
  readonly lost: readonly Region[];
}

/**
 * Compares policies by what they say, not by how: each statement is taken apart into what is about one action and one
 * resource, and of these remain those that no statement of the other side covers. What is covered in part remains with
 * the other side's statements as exceptions, so that a request is in a region exactly if it is judged otherwise. (Not
 * exactly, where a statement is too large to be taken apart: then it remains whole, with the same exceptions.)
 */
export function policyDifference(
  before: readonly Statement[],
  after: readonly Statement[],
  place: Place = "identity",
): PolicyDifference {
  const areas = new Areas(place);
  const [old, now] = [sideOf(before), sideOf(after)];
  return {
    allowed: {
      gained: remaining(areas, now.Allow, old.Allow, now.Deny),
      lost: remaining(areas, old.Allow, now.Allow, old.Deny),
    },
    denied: {
      gained: remaining(areas, now.Deny, old.Deny, []),
      lost: remaining(areas, old.Deny, now.Deny, []),
    },
  };
}

type Side = Readonly<Record<Statement["Effect"], readonly Statement[]>>;

/** Statements by effect, canonical and without their ids, which say nothing. */
function sideOf(statements: readonly Statement[]): Side {
  const plain = policyDocument(statements.map((statement): Statement => ({ ...statement, Sid: undefined }))).Statement;
  return {
    Allow: plain.filter(({ Effect }) => Effect === "Allow"),
    Deny: plain.filter(({ Effect }) => Effect === "Deny"),
  };
}

/** So many comparisons are made for one statement; policies within AWS's limits need far fewer. */
const MOST = 2_000_000;

function remaining(
  areas: Areas,
  own: readonly Statement[],
  others: readonly Statement[],
  denied: readonly Statement[],
): readonly Region[] {
  const same = new Set(others.map((statement) => JSON.stringify(statement)));
  const changed = own.filter((statement) => !same.has(JSON.stringify(statement)));
  if (changed.length === 0) return [];
  const without = [...others, ...denied].map((statement) => areas.of(statement));
  const left = changed.flatMap((statement): readonly Statement[] => {
    const whole = areas.of(statement);
    if (without.some((other) => covers(other, whole))) return [];
    const near = without.filter((other) => meets(other, whole));
    if (near.length === 0) return [statement];
    const comparisons = near.reduce((sum, { statement: other }) => sum + sizeOf(other), 0) * sizeOf(statement);
    if (comparisons > MOST) return [statement];
    return uncovered(areas.split(statement), near);
  });
  return policyDocument(left).Statement.map((statement) => {
    const area = areas.of(statement);
    return { statement, except: without.filter((other) => meets(other, area)).map((other) => other.statement) };
  });
}

function uncovered(parts: readonly Area[], others: readonly Area[]): readonly Statement[] {
  return parts.filter((part) => !others.some((other) => covers(other, part))).map(({ statement }) => statement);
}
