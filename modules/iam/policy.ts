/** An IAM policy document in one canonical form: lists always, sorted, without duplicates. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, readonly string[]>>;
  readonly Action: readonly string[];
  /** Left out in a trust policy. */
  readonly Resource?: readonly string[];
  readonly Condition?: Conditions;
}

/** Operator → condition key → values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/**
 * A document of statements, canonical: what they say decides it, not how it was divided into statements. Under one
 * condition each resource stands in one statement, with every action on it.
 */
export function policyDocument(statements: readonly Statement[]): PolicyDocument {
  const said = new Map<string, { readonly rest: Statement; readonly byResource: Map<string, Set<string>> }>();
  for (const statement of statements.map(canonicalStatement)) {
    const rest: Statement = { ...statement, Action: [], ...(statement.Resource === undefined ? {} : { Resource: [] }) };
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
  const keyed = [...said.values()]
    .flatMap(({ rest, byResource }) => statementsOf(rest, byResource))
    .map((statement) => ({ statement, key: JSON.stringify(statement) }))
    .sort((x, y) => compare(x.key, y.key));
  return { Version: "2012-10-17", Statement: keyed.map(({ statement }) => statement) };
}

/** Resources with the same actions share a statement. */
function statementsOf(rest: Statement, byResource: ReadonlyMap<string, ReadonlySet<string>>): readonly Statement[] {
  const byActions = new Map<string, { readonly actions: readonly string[]; readonly resources: string[] }>();
  for (const [resource, set] of byResource) {
    const actions = list([...set]);
    const key = actions.join();
    const group = byActions.get(key) ?? { actions, resources: [] };
    byActions.set(key, group);
    group.resources.push(resource);
  }
  return [...byActions.values()].map(({ actions, resources }) =>
    canonicalStatement({ ...rest, Action: actions, ...(rest.Resource === undefined ? {} : { Resource: resources }) }),
  );
}

/** A statement with its keys in one order and its lists sorted, without duplicates. */
function canonicalStatement(statement: Statement): Statement {
  const { Sid, Effect, Principal, Action, Resource, Condition } = statement;
  return {
    ...(Sid === undefined ? {} : { Sid }),
    Effect,
    ...(Principal === undefined ? {} : { Principal: Principal === "*" ? Principal : eachSorted(Principal, list) }),
    Action: list(Action),
    ...(Resource === undefined ? {} : { Resource: list(Resource) }),
    ...(Condition === undefined || Object.keys(Condition).length === 0
      ? {}
      : { Condition: eachSorted(Condition, (keys) => eachSorted(keys, list)) }),
  };
}

/** Size of a document as IAM counts it: white space outside of texts is free. */
export function policySize(document: PolicyDocument): number {
  return JSON.stringify(document).replace(/\s/g, "").length;
}

/**
 * Reads a policy document of any style (a text or a list, one statement or several) into canonical statements.
 * Undefined when it has something that is not understood here (NotAction, unknown keys, another shape).
 */
export function parsePolicyDocument(json: unknown): readonly Statement[] | undefined {
  if (!isRecord(json) || Object.keys(json).some((key) => !["Version", "Id", "Statement"].includes(key)))
    return undefined;
  const statements = (Array.isArray(json.Statement) ? json.Statement : [json.Statement]).map(parseStatement);
  return statements.every((statement) => statement !== undefined) ? statements : undefined;
}

function parseStatement(json: unknown): Statement | undefined {
  if (!isRecord(json) || Object.keys(json).some((key) => !STATEMENT_KEYS.has(key))) return undefined;
  const { Sid, Effect, Principal, Action, Resource, Condition } = json;
  const actions = texts(Action);
  const resources = Resource === undefined ? undefined : texts(Resource);
  const principal = Principal === undefined || Principal === "*" ? Principal : recordOf(Principal, texts);
  const conditions = Condition === undefined ? undefined : recordOf(Condition, (keys) => recordOf(keys, texts));
  if (Effect !== "Allow" && Effect !== "Deny") return undefined;
  if (actions === undefined || (Resource !== undefined && resources === undefined)) return undefined;
  if ((Principal !== undefined && principal === undefined) || (Condition !== undefined && conditions === undefined)) {
    return undefined;
  }
  if (Sid !== undefined && typeof Sid !== "string") return undefined;
  return canonicalStatement({
    ...(Sid === undefined ? {} : { Sid }),
    Effect,
    ...(principal === undefined ? {} : { Principal: principal }),
    Action: actions,
    ...(resources === undefined ? {} : { Resource: resources }),
    ...(conditions === undefined ? {} : { Condition: conditions }),
  });
}

const STATEMENT_KEYS = new Set(["Sid", "Effect", "Principal", "Action", "Resource", "Condition"]);

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
