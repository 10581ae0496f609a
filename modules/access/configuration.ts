import { Reference, type Values } from "./resource";

/** A configuration as a plan prints it: which argument refers to what. */
export interface Configuration {
  /** What an argument of a resource refers to, where it shows. */
  readonly referenceOf: (resource: string, path: readonly (string | number)[], among: Among) => Reference | undefined;
  /** Whether an argument of a resource is written at all; undefined where the resource is not found. */
  readonly hasArgument: (resource: string, name: string) => boolean | undefined;
  /** Names of input variables of the root module that are declared sensitive. */
  readonly sensitiveVariables: readonly string[];
  /** A constant argument of the provider of AWS. */
  readonly awsProvider: (argument: string) => unknown;
}

interface Among {
  readonly nth: number;
  readonly of: number;
}

/**
 * Reads a configuration. In JSON syntax a reference stands there as it is written. In HCL a plan tells only what an
 * expression refers to, not what it makes of that: where it is one attribute of one resource, this is taken to be the
 * value.
 *
 * @param exists whether there is a resource with an address
 */
export function readConfiguration(configuration: unknown, exists: (address: string) => boolean): Configuration {
  const root = record(record(configuration).root_module);
  const resourcesByModule = new Map<Values, ReadonlyMap<string, Values>>();
  const resourcesOf = (module: Values) => {
    const known = resourcesByModule.get(module);
    if (known !== undefined) return known;
    const made = new Map(
      list(module.resources).map((resource) => [String(record(resource).address), record(resource)]),
    );
    resourcesByModule.set(module, made);
    return made;
  };
  const find = (address: string) => {
    const { modules, resource, index } = parseAddress(address);
    const chain = [root];
    for (const { name } of modules) chain.push(callOf(chain.at(-1), name).module);
    return { chain, modules, index, found: resourcesOf(chain.at(-1) ?? {}).get(resource) };
  };
  return {
    referenceOf: (address, path, among) => {
      const { chain, modules, index, found } = find(address);
      if (found === undefined) return undefined;
      const argument = String(path[0]);
      return resolve(expressionAt(found.expressions, path), { chain, modules, index, argument, among, exists });
    },
    hasArgument: (address, name) => {
      const { found } = find(address);
      return found === undefined ? undefined : Object.hasOwn(record(found.expressions), name);
    },
    sensitiveVariables: Object.entries(record(root.variables)).flatMap(([name, variable]) =>
      record(variable).sensitive === true ? [name] : [],
    ),
    awsProvider: (argument) => {
      const aws = Object.values(record(record(configuration).provider_config)).find((c) => record(c).name === "aws");
      return record(record(record(aws).expressions)[argument]).constant_value;
    },
  };
}

interface Place {
  /** The modules from the root down to where an expression stands. */
  readonly chain: readonly Values[];
  readonly modules: readonly ModuleStep[];
  /** Of the resource itself, `["key"]` or empty. */
  readonly index: string;
  readonly argument: string;
  readonly among: Among;
  readonly exists: (address: string) => boolean;
}

interface ModuleStep {
  readonly name: string;
  readonly index: string;
}

function resolve(expression: unknown, place: Place): Reference | undefined {
  const { constant_value: written } = record(expression);
  if (written !== undefined) {
    // Sets are printed in another order than they are written in, but with the same number of unknown items.
    const texts = [written].flat().filter((item) => typeof item === "string");
    const templates = texts.filter((text) => /[$%]\{/.test(text));
    const exact = templates.length === place.among.of ? (templates[place.among.nth] ?? "") : "";
    const [, text] = /^\$\{([^${}]+)\}$/.exec(exact) ?? [];
    return text === undefined ? undefined : follow(text, place);
  }
  const references = leaves(list(record(expression).references).map(String));
  const others = references.filter((reference) => !/^(each\.key|count\.index)$/.test(reference));
  const [one] = others;
  if (others.length === 1 && one !== undefined) {
    return follow(one, place, references.length > 1 && place.index !== "");
  }
  const own = others.length === place.among.of ? others[place.among.nth] : undefined;
  return own === undefined || references.length > others.length ? undefined : follow(own, place);
}

/** What a reference stands for: an attribute here, an argument of the call of this module, or an output of another. */
function follow(reference: string, place: Place, byOwnIndex = false): Reference | undefined {
  const { chain, modules } = place;
  const [, variable] = /^var\.([\w-]+)$/.exec(reference) ?? [];
  const own = modules.at(-1);
  if (variable !== undefined && own !== undefined) {
    const call = callOf(chain.at(-2), own.name);
    return resolve(record(call.expressions)[variable], {
      ...place,
      chain: chain.slice(0, -1),
      modules: modules.slice(0, -1),
      index: own.index,
    });
  }
  const [, module, index = "", output] = /^module\.([\w-]+)(\[[^\]]*\])?\.([\w-]+)$/.exec(reference) ?? [];
  if (module !== undefined && output !== undefined) {
    const inner = callOf(chain.at(-1), module).module;
    const next = { ...place, chain: [...chain, inner], modules: [...modules, { name: module, index }], index: "" };
    return resolve(record(record(inner.outputs)[output]).expression, next);
  }
  const prefix = modules.map(({ name, index }) => `module.${name}${index}.`).join("");
  const [, resource, ownIndex = "", attribute] =
    /^([a-z][a-z0-9_]*\.[A-Za-z_][\w-]*)(\[[^\]]*\])?(?:\.([\w-]+))?$/.exec(reference) ?? [];
  if (resource === undefined || /^(data|var|local|each|count|path|terraform|self|module)\./.test(resource)) {
    return undefined;
  }
  const same = byOwnIndex || /^\[(each\.key|count\.index)\]$/.test(ownIndex);
  const address = `${prefix}${resource}${same ? place.index : ownIndex}`;
  // A plan does not print what follows an index that is not constant: an argument of ARNs takes the ARN.
  const what = attribute ?? (byOwnIndex && /_arns?$/.test(place.argument) ? "arn" : undefined);
  return what !== undefined && place.exists(address) ? new Reference(address, what) : undefined;
}

/** Plans list `a.b.c`, `a.b` and `a` for one reference: the longest of them. */
function leaves(references: readonly string[]): readonly string[] {
  return references.filter(
    (reference) =>
      !references.some(
        (other) => other !== reference && (other.startsWith(`${reference}.`) || other.startsWith(`${reference}[`)),
      ),
  );
}

/** The expression of the argument at a path; blocks are lists of expressions. */
function expressionAt(expressions: unknown, path: readonly (string | number)[]): unknown {
  let here = expressions;
  for (const step of path) {
    if (Object.hasOwn(record(here), "references") || Object.hasOwn(record(here), "constant_value")) return here;
    here = Array.isArray(here) ? (here as unknown[])[Number(step)] : record(here)[step];
  }
  return here;
}

/** Takes `module.a["k"].aws_iam_role.b[0]` apart. */
function parseAddress(address: string) {
  const modules: ModuleStep[] = [];
  let rest = address;
  for (;;) {
    const [all, name, index = ""] = /^module\.([\w-]+)(\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?\./.exec(rest) ?? [];
    if (all === undefined || name === undefined) break;
    modules.push({ name, index });
    rest = rest.slice(all.length);
  }
  const open = rest.indexOf("[");
  return open < 0
    ? { modules, resource: rest, index: "" }
    : { modules, resource: rest.slice(0, open), index: rest.slice(open) };
}

function callOf(module: Values | undefined, name: string): { readonly module: Values; readonly expressions: unknown } {
  const call = record(record(module?.module_calls)[name]);
  return { module: record(call.module), expressions: call.expressions };
}

function record(value: unknown): Values {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Values) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
