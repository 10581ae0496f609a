/** An IAM policy document in one canonical form: lists always, sorted, without duplicates. */
export interface PolicyDocument<S extends Statement = Statement> {
  readonly Version: "2012-10-17";
  readonly Statement: readonly S[];
}

/** A statement, complete: of each pair of elements at most one, and of the actions exactly one. */
export type Statement = {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Condition?: Conditions;
} & Who &
  Does &
  On;

/** Left out in the policy of an identity. */
type Who =
  | { readonly Principal?: Principals; readonly NotPrincipal?: never }
  | { readonly NotPrincipal: Principals; readonly Principal?: never };

type Does =
  | { readonly Action: readonly string[]; readonly NotAction?: never }
  | { readonly NotAction: readonly string[]; readonly Action?: never };

/** Left out in a trust policy. */
type On =
  | { readonly Resource?: readonly string[]; readonly NotResource?: never }
  | { readonly NotResource: readonly string[]; readonly Resource?: never };

/** Everybody, or by kind: `AWS`, `Service`, `Federated`, `CanonicalUser`. */
export type Principals = "*" | Readonly<Record<string, readonly string[]>>;

/** A statement that excepts nothing: what this app writes. */
export interface PlainStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: Principals;
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: Conditions;
}

/** Operator → condition key → values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/**
 * A document of statements, canonical: what they say decides it, not how it was divided into statements. Under one
 * condition each resource stands in one statement, with every action on it. What is said by exception (NotAction,
 * NotResource) stays a statement of its own.
 */
export function policyDocument(statements: readonly PlainStatement[]): PolicyDocument<PlainStatement>;
export function policyDocument(statements: readonly Statement[]): PolicyDocument;
export function policyDocument(statements: readonly Statement[]): PolicyDocument {
  const said = new Map<string, { readonly rest: PlainStatement; readonly byResource: Map<string, Set<string>> }>();
  const others: Statement[] = [];
  for (const statement of statements.map(canonicalStatement)) {
    if (!isPlain(statement)) {
      others.push(statement);
      continue;
    }
    const rest: PlainStatement = {
      ...statement,
      Action: [],
      ...(statement.Resource === undefined ? {} : { Resource: [] }),
    };
    const key = JSON.stringify(rest);
    const { byResource } = said.get(key) ?? { byResource: new Map<string, Set<string>>() };
    said.set(key, { rest, byResource });
    // Without a resource, as in a trust policy, the actions are on one thing: the role.
    for (const resource of statement.Resource ?? [""]) {
      const actions = byResource.get(resource) ?? new Set<string>();
      byResource.set(resource, actions);
      statement.Action.forEach((action) => actions.add(action));
    }
  }
  const keyed = [
    ...[...said.values()].flatMap(({ rest, byResource }) => statementsOf(rest, byResource)),
    ...others,
  ].map((statement) => [JSON.stringify(statement), statement] as const);
  const unique = [...new Map(keyed)].sort(([x], [y]) => compare(x, y));
  return { Version: "2012-10-17", Statement: unique.map(([, statement]) => statement) };
}

/** Whether a statement excepts nothing. */
export function isPlain(statement: Statement): statement is PlainStatement {
  const { Action, NotResource, NotPrincipal } = statement;
  return Action !== undefined && NotResource === undefined && NotPrincipal === undefined;
}

/** Resources with the same actions share a statement. */
function statementsOf(
  rest: PlainStatement,
  byResource: ReadonlyMap<string, ReadonlySet<string>>,
): readonly Statement[] {
  const byActions = new Map<string, { readonly actions: readonly string[]; readonly resources: string[] }>();
  for (const [resource, set] of byResource) {
    const actions = list([...set]);
    const key = actions.join();
    const group = byActions.get(key) ?? { actions, resources: [] };
    byActions.set(key, group);
    group.resources.push(resource);
  }
  return [...byActions.values()].map(({ actions, resources }) =>
    canonicalPlain({ ...rest, Action: actions, ...(rest.Resource === undefined ? {} : { Resource: resources }) }),
  );
}

/** A statement with its keys in one order and its lists sorted, without duplicates. */
function canonicalStatement(statement: Statement): Statement {
  if (isPlain(statement)) return canonicalPlain(statement);
  const { Sid, Effect, Condition } = statement;
  return {
    ...(Sid === undefined ? {} : { Sid }),
    Effect,
    ...whoOf(statement),
    ...doesOf(statement),
    ...onOf(statement),
    ...conditionOf(Condition),
  };
}

function canonicalPlain({ Sid, Effect, Principal, Action, Resource, Condition }: PlainStatement): PlainStatement {
  return {
    ...(Sid === undefined ? {} : { Sid }),
    Effect,
    ...(Principal === undefined ? {} : { Principal: principals(Principal) }),
    Action: list(Action),
    ...(Resource === undefined ? {} : { Resource: list(Resource) }),
    ...conditionOf(Condition),
  };
}

function conditionOf(conditions: Conditions = {}): { readonly Condition?: Conditions } {
  if (Object.keys(conditions).length === 0) return {};
  return { Condition: eachSorted(conditions, (keys) => eachSorted(keys, list)) };
}

function whoOf({ Principal, NotPrincipal }: Statement): Who {
  if (NotPrincipal !== undefined) return { NotPrincipal: principals(NotPrincipal) };
  return Principal === undefined ? {} : { Principal: principals(Principal) };
}

function doesOf(statement: Statement): Does {
  return statement.Action === undefined ? { NotAction: list(statement.NotAction) } : { Action: list(statement.Action) };
}

function onOf({ Resource, NotResource }: Statement): On {
  if (NotResource !== undefined) return { NotResource: list(NotResource) };
  return Resource === undefined ? {} : { Resource: list(Resource) };
}

function principals(who: Principals): Principals {
  return who === "*" ? who : eachSorted(who, list);
}

/** Size of a document as IAM counts it: white space outside of texts is free. */
export function policySize(document: PolicyDocument): number {
  return JSON.stringify(document).replace(/\s/g, "").length;
}

/**
 * Reads a policy document of any style (a text or a list, one statement or several) into canonical statements, in their
 * order. Undefined when it has something that is not understood here: unknown keys, or another shape.
 */
export function parsePolicyDocument(json: unknown): readonly Statement[] | undefined {
  return parsePolicy(json)?.statements;
}

/** The same with its version: before 2012 the language has no variables. Left out, it is the first. */
export function parsePolicy(
  json: unknown,
): { readonly version: PolicyVersion; readonly statements: readonly Statement[] } | undefined {
  if (!isRecord(json) || Object.keys(json).some((key) => !["Version", "Id", "Statement"].includes(key)))
    return undefined;
  const { Version: version = "2008-10-17", Statement } = json;
  if (version !== "2008-10-17" && version !== "2012-10-17") return undefined;
  const statements = (Array.isArray(Statement) ? Statement : [Statement]).map(parseStatement);
  return statements.every((statement) => statement !== undefined) ? { version, statements } : undefined;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
export type PolicyVersion = "2008-10-17" | "2012-10-17";

function parseStatement(json: unknown): Statement | undefined {
  if (!isRecord(json) || Object.keys(json).some((key) => !STATEMENT_KEYS.has(key))) return undefined;
  const { Sid, Effect, Condition } = json;
  const who = oneOf(json, "Principal", "NotPrincipal", (value) => (value === "*" ? value : recordOf(value, texts)));
  const does = oneOf(json, "Action", "NotAction", texts);
  const on = oneOf(json, "Resource", "NotResource", texts);
  const conditions = Condition === undefined ? {} : recordOf(Condition, (keys) => recordOf(keys, texts));
  if (Effect !== "Allow" && Effect !== "Deny") return undefined;
  if (who === undefined || does === undefined || on === undefined || conditions === undefined) return undefined;
  if (Sid !== undefined && typeof Sid !== "string") return undefined;
  if (does.first === undefined && does.second === undefined) return undefined;
  return canonicalStatement({
    ...(Sid === undefined ? {} : { Sid }),
    Effect,
    ...(who.second === undefined
      ? who.first === undefined
        ? {}
        : { Principal: who.first }
      : { NotPrincipal: who.second }),
    ...(does.first === undefined ? { NotAction: does.second ?? [] } : { Action: does.first }),
    ...(on.second === undefined ? (on.first === undefined ? {} : { Resource: on.first }) : { NotResource: on.second }),
    Condition: conditions,
  });
}

/** At most one of two elements, read; undefined when both are there or one cannot be read. */
function oneOf<T>(
  json: Readonly<Record<string, unknown>>,
  first: string,
  second: string,
  read: (value: unknown) => T | undefined,
): { readonly first?: T; readonly second?: T } | undefined {
  const [a, b] = [json[first], json[second]];
  if (a !== undefined && b !== undefined) return undefined;
  if (a === undefined && b === undefined) return {};
  const value = read(a ?? b);
  if (value === undefined) return undefined;
  return a === undefined ? { second: value } : { first: value };
}

const STATEMENT_KEYS = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

function texts(value: unknown): readonly string[] | undefined {
  const items = (Array.isArray(value) ? value : [value]).map((item: unknown) =>
    typeof item === "boolean" || typeof item === "number" ? String(item) : item,
  );
  return items.every((item): item is string => typeof item === "string") ? items : undefined;
}

function recordOf<T>(value: unknown, map: (item: unknown) => T | undefined): Readonly<Record<string, T>> | undefined {
  if (!isRecord(value)) return undefined;
  const mapped: Record<string, T> = {};
  for (const [key, item] of Object.entries(value)) {
    const result = map(item);
    if (result === undefined) return undefined;
    mapped[key] = result;
  }
  return mapped;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function eachSorted<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Readonly<Record<string, U>> {
  const entries = Object.entries(record).sort(([a], [b]) => compare(a, b));
  return Object.fromEntries(entries.map(([key, value]) => [key, map(value)]));
}

function list(items: readonly string[]): readonly string[] {
  return [...new Set(items)].sort();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
