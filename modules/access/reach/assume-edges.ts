import { mayAssume } from "../../iam/evaluate/trust";
import { patternIndex } from "../../iam/pattern-index";
import { rightsTo } from "../../iam/rights";
import type { Statement } from "../../iam/policy";
import { isAbout } from "../../iam/trusted";
import type { ModelPath } from "../model";
import type { Edge, Place } from "./graph";
import { UNKNOWN } from "./power-edges";
import type { HeldRole } from "./role-rights";

const ASSUME = "sts:AssumeRole";
const ANYBODY: Place = { kind: "anybody", name: "" };

/** Roles that roles may assume: both sides have to say so, or the trust names the other. */
export function assumeEdges(roles: readonly HeldRole[]): readonly Edge[] {
  const byArn = new Map(roles.map((role) => [role.arn, role]));
  // Most roles let in pods alone: of those nothing has to be asked.
  const trusting = roles.filter(({ trust }) => trust === undefined || trust.some(namesRoles));
  const open = new Set(trusting.filter(({ trust = [], account }) => trust.some((each) => isOpenTo(each, account))));
  const overlappingOf = patternIndex(roles, ({ arn }) => arn);
  const find = rightsTo([ASSUME]);
  const patterns = new Map<string, Edge[]>();
  const wide = (pattern: string): Place => {
    const place: Place = { kind: "assumable", name: pattern };
    if (!patterns.has(pattern)) {
      const targets = [...overlappingOf(pattern)].filter((role) => open.has(role));
      patterns.set(
        pattern,
        targets.map(({ name }) => ({
          from: place,
          to: roleOf(name),
          how: `include role ${name}, which lets the account in`,
          at: [],
        })),
      );
    }
    return place;
  };

  const granted = roles.flatMap((role): readonly Edge[] => {
    const from = roleOf(role.name);
    const bounded = role.bounded ? ", unless its boundary refuses" : "";
    return find(role.statements.map(({ statement }) => statement)).flatMap(({ resources, index, statement }) =>
      resources.flatMap((resource): readonly Edge[] => {
        const at: ModelPath = role.statements[index]?.at ?? [];
        const conditional = statement.Condition === undefined ? "" : " under conditions";
        const how = `may assume ${resource}${conditional}${bounded}`;
        const named = byArn.get(resource);
        if (named !== undefined) return [verdictEdge(role, named, how, at)];
        if (!/[*?]/.test(resource)) {
          return [{ from, to: UNKNOWN, how, at, open: "it is a role of others: what it may do is not known" }];
        }
        const place = wide(resource);
        const some = (patterns.get(resource)?.length ?? 0) > 0;
        const cut = some ? {} : { cut: "the trust of every such role that is known: it lets in no other role" };
        const others = trusting.filter((each) => !open.has(each) && [...overlappingOf(resource)].includes(each));
        return [{ from, to: place, how, at, ...cut }, ...others.map((each) => verdictEdge(role, each, how, at))];
      }),
    );
  });
  return [...granted, ...[...patterns.values()].flat(), ...named(trusting, byArn), ...anybody(roles, trusting)];
}

/** Whom a trust names is let in without a permission of its own, in the same account. */
function named(trusting: readonly HeldRole[], byArn: ReadonlyMap<string, HeldRole>): readonly Edge[] {
  return trusting.flatMap((target) =>
    (target.trust ?? []).flatMap((statement, index): readonly Edge[] =>
      principalsOf(statement).flatMap((principal) => {
        const role = byArn.get(principal);
        if (role === undefined || role.account !== target.account) return [];
        const how = `may be role ${target.name}, whose trust names it`;
        return [verdictEdge(role, target, how, ["roles", target.name, "trust", index])];
      }),
    ),
  );
}

/** Roles that let in everybody: any role gets there. */
function anybody(roles: readonly HeldRole[], trusting: readonly HeldRole[]): readonly Edge[] {
  const targets = trusting.flatMap(({ name, trust = [] }) => {
    const index = trust.findIndex((each) => each.Effect === "Allow" && isAbout(each, ASSUME) && isEverybody(each));
    return index < 0 ? [] : [{ name, at: ["roles", name, "trust", index] }];
  });
  if (targets.length === 0) return [];
  return [
    ...roles.map(({ name }): Edge => ({
      from: roleOf(name),
      to: ANYBODY,
      how: "is somebody in AWS",
      at: [],
      meant: true,
    })),
    ...targets.map(({ name, at }): Edge => ({
      from: ANYBODY,
      to: roleOf(name),
      how: `may be role ${name}, which lets everybody in`,
      at,
    })),
  ];
}

function verdictEdge(role: HeldRole, target: HeldRole, how: string, at: ModelPath): Edge {
  const edge: Edge = { from: roleOf(role.name), to: roleOf(target.name), how, at };
  if (target.trust === undefined) return { ...edge, open: `whom role ${target.name} lets in is not known` };
  if (role.account === undefined || target.account === undefined) {
    return { ...edge, open: "the ARN of one of both is not known" };
  }
  const policies = [
    { name: role.name, version: "2012-10-17" as const, statements: role.statements.map(({ statement }) => statement) },
  ];
  const { verdict } = mayAssume(
    { name: target.name, arn: target.arn, account: target.account, trust: target.trust },
    { kind: "role", arn: role.arn, account: role.account, policies },
  );
  if (verdict === "explicitly denied") return { ...edge, cut: `a denial about role ${target.name}` };
  return verdict === "implicitly denied" ? { ...edge, cut: `the trust of role ${target.name}` } : edge;
}

/** Whether a statement of a trust is about roles at all. */
function namesRoles(statement: Statement): boolean {
  if (statement.Effect === "Deny" || !isAbout(statement, ASSUME)) return false;
  return isEverybody(statement) || principalsOf(statement).length > 0;
}

/** Whether it lets in every role of an account that may assume it, whichever that is. */
function isOpenTo(statement: Statement, account: string | undefined): boolean {
  if (statement.Effect === "Deny" || statement.Condition !== undefined || !isAbout(statement, ASSUME)) return false;
  return (
    isEverybody(statement) ||
    principalsOf(statement).some((name) => name === account || name.endsWith(`::${account ?? ""}:root`))
  );
}

/** Whoever is not excepted is everybody as well. */
function isEverybody({ Principal, NotPrincipal }: Statement): boolean {
  if (NotPrincipal !== undefined) return true;
  return Principal === "*" || (typeof Principal === "object" && Principal.AWS?.includes("*") === true);
}

function principalsOf({ Principal }: Statement): readonly string[] {
  return typeof Principal === "object" ? (Principal.AWS ?? []) : [];
}

export function roleOf(name: string): Place {
  return { kind: "role", name };
}
