import type { Place } from "../evaluate/resource-pattern";
import { type Conditions, isPlain, type PlainStatement, type Principals, type Statement } from "../policy";
import { implies } from "./implies";
import { actionsOf, contains, overlaps, type Pattern, resourcesOf } from "./patterns";

/** What a statement is about: whose requests, for which actions, on which resources, under which condition. */
export interface Area {
  readonly statement: Statement;
  readonly who: Who;
  readonly actions: Names;
  readonly resources: Names;
  readonly condition: Conditions;
}

/** Everybody, those with a name, or what cannot be taken apart, as its text. */
type Who = "everybody" | ReadonlySet<string> | { readonly opaque: string };

/** What some patterns stand for, or everything else. */
interface Names {
  readonly excepting: boolean;
  readonly patterns: readonly Pattern[];
}

/** Makes areas of statements; a pattern that stands in several is prepared once. */
export class Areas {
  private readonly actions = new Map<string, Pattern>();
  private readonly resources = new Map<string, Pattern>();

  constructor(private readonly place: Place) {}

  of(statement: Statement): Area {
    const { Action, NotAction, Resource, NotResource } = statement;
    const action = (text: string) => remembered(this.actions, text, actionsOf);
    const resource = (text: string) => remembered(this.resources, text, (each) => resourcesOf(each, this.place));
    return {
      statement,
      who: whoOf(statement),
      actions: { excepting: Action === undefined, patterns: (Action ?? NotAction).map(action) },
      // Without resources, as in a trust policy, it is about the one thing that it belongs to.
      resources: { excepting: NotResource !== undefined, patterns: (NotResource ?? Resource ?? ["*"]).map(resource) },
      condition: statement.Condition ?? {},
    };
  }

  /** A statement for each principal, action and resource; one that excepts something stays whole. */
  split(statement: Statement): readonly Area[] {
    if (!isPlain(statement)) return [this.of(statement)];
    const { Effect, Principal, Action, Resource, Condition } = statement;
    const rest = { Effect, ...(Condition === undefined ? {} : { Condition }) };
    return principalsOf(Principal).flatMap((who) =>
      Action.flatMap((action) =>
        (Resource ?? [undefined]).map((resource) => {
          const part: PlainStatement = {
            ...rest,
            ...(who === undefined ? {} : { Principal: who }),
            Action: [action],
            ...(resource === undefined ? {} : { Resource: [resource] }),
          };
          return this.of(part);
        }),
      ),
    );
  }
}

/** How many areas a statement splits into. */
export function sizeOf(statement: Statement): number {
  if (!isPlain(statement)) return 1;
  const { Principal, Action, Resource = [""] } = statement;
  return principalsOf(Principal).length * Action.length * Resource.length;
}

/** Whether every request that one area is about is one that another is about, too. Where that does not show: no. */
export function covers(outer: Area, inner: Area): boolean {
  return (
    coversWho(outer.who, inner.who) &&
    coversNames(outer.actions, inner.actions) &&
    coversNames(outer.resources, inner.resources) &&
    implies(inner.condition, outer.condition)
  );
}

/** Whether there may be a request that both are about, the conditions apart. Where that does not show: yes. */
export function meets(a: Area, b: Area): boolean {
  return meetsWho(a.who, b.who) && meetsNames(a.actions, b.actions) && meetsNames(a.resources, b.resources);
}

function coversWho(outer: Who, inner: Who): boolean {
  if (outer === "everybody") return true;
  if (inner === "everybody") return false;
  if ("opaque" in outer || "opaque" in inner) {
    return "opaque" in outer && "opaque" in inner && outer.opaque === inner.opaque;
  }
  return [...inner].every((name) => outer.has(name));
}

/** Different names may be of one: an account and its roles, a role and its sessions. */
function meetsWho(a: Who, b: Who): boolean {
  const kinds = (who: Who) =>
    who === "everybody" || "opaque" in who ? undefined : new Set([...who].map((name) => name.split(" ")[0]));
  const [own, others] = [kinds(a), kinds(b)];
  return own === undefined || others === undefined || [...own].some((kind) => others.has(kind));
}

function coversNames(outer: Names, inner: Names): boolean {
  if (!inner.excepting) {
    return inner.patterns.every((pattern) =>
      outer.excepting
        ? outer.patterns.every((excepted) => !overlaps(excepted, pattern))
        : outer.patterns.some((other) => contains(other, pattern)),
    );
  }
  if (!outer.excepting) return outer.patterns.some(({ text }) => text === "*");
  return outer.patterns.every((excepted) => inner.patterns.some((other) => contains(other, excepted)));
}

function meetsNames(a: Names, b: Names): boolean {
  if (a.excepting && b.excepting) return true;
  if (!a.excepting && !b.excepting) return a.patterns.some((own) => b.patterns.some((other) => overlaps(own, other)));
  const [excepting, naming] = a.excepting ? [a, b] : [b, a];
  return naming.patterns.some((pattern) => !excepting.patterns.some((excepted) => contains(excepted, pattern)));
}

function whoOf({ Principal, NotPrincipal }: Statement): Who {
  if (NotPrincipal !== undefined) return { opaque: JSON.stringify(NotPrincipal) };
  if (Principal === undefined || Principal === "*" || Principal.AWS?.includes("*") === true) return "everybody";
  return new Set(Object.entries(Principal).flatMap(([kind, names]) => names.map((name) => `${kind} ${name}`)));
}

function principalsOf(principals: Principals | undefined): readonly (Principals | undefined)[] {
  if (principals === undefined || principals === "*") return [principals];
  return Object.entries(principals).flatMap(([kind, names]) => names.map((name) => ({ [kind]: [name] })));
}

function remembered(known: Map<string, Pattern>, text: string, make: (text: string) => Pattern): Pattern {
  const before = known.get(text);
  if (before !== undefined) return before;
  const made = make(text);
  known.set(text, made);
  return made;
}
