import * as z from "zod";
import { isRecord, type Path, pathText, valueAt } from "./path";
import { error, type Problem } from "./problem";
import { kindOf, leadingKeys, requiredLeadingKeys, schemaAt, settle } from "./schema/walk";
import { didYouMean, suggest } from "./suggest";

/**
 * Holds plain data against a schema and says each difference as a problem with its path: what was got, what was
 * expected, and the fix. Of a union only the kind that the input means is spoken about.
 *
 * @param source what is written at a path, where that differs from the value (`0123`)
 */
export function validate<T>(
  schema: z.ZodType<T>,
  value: unknown,
  source: (path: Path) => string | undefined,
): { readonly problems: readonly Problem[]; readonly data?: T } {
  const result = schema.safeParse(value);
  if (result.success) return { problems: [], data: result.data };
  const context = { schema, value, source };
  return { problems: result.error.issues.flatMap((issue) => problemsOf(issue, [], context)) };
}

interface Context {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly source: (path: Path) => string | undefined;
}

function problemsOf(issue: z.core.$ZodIssue, above: Path, context: Context): readonly Problem[] {
  const path = [...above, ...issue.path.map((step) => (typeof step === "symbol" ? String(step) : step))];
  const here = valueAt(context.value, path);
  if (issue.code === "unrecognized_keys") {
    return ofMeantKind(issue.keys, path, context) ?? issue.keys.map((key) => unknownKey(key, path, context));
  }
  if (issue.code === "invalid_union") return ofUnion(issue, path, context);
  if (issue.code === "invalid_key") return [invalidKey(issue, path)];
  const expected = expectationOf(issue, path, context);
  if (here === undefined && !keyIsThere(context.value, path)) return [missingKey(path, expected, context)];
  return [unexpected(path, expected, fixFor(issue, path, context), context)];
}

/**
 * Of a union zod speaks about the one kind that has unknown keys only, which may be another than the input means: then
 * the problems are those of the kind that is meant. Undefined where zod speaks about that one, or there is no union.
 */
function ofMeantKind(keys: readonly string[], path: Path, context: Context): readonly Problem[] | undefined {
  const union = unwrapUnion(schemaAt(context.schema, context.value, path));
  const here = valueAt(context.value, path);
  const index = union === undefined ? undefined : kindOf(union, here);
  const kind = index === undefined ? undefined : union?.options[index];
  // An input of two kinds at once is told so.
  const named = union === undefined || !isRecord(here) ? [] : requiredLeadingKeys(union).filter((key) => key in here);
  if (!(kind instanceof z.ZodObject) || named.length !== 1 || !keys.includes(named[0] ?? "")) return undefined;
  return kind.safeParse(here).error?.issues.flatMap((inner) => problemsOf(inner, path, context));
}

/** What an issue says was expected, in the declaration's words. */
function expectationOf(issue: z.core.$ZodIssue, path: Path, context: Context): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.expected === "string" ? stringRule(context, path) : (TYPE_NAMES[issue.expected] ?? issue.expected);
    case "invalid_value":
      return `one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "too_small":
      return sizeRule(issue.origin, "at least", Number(issue.minimum), issue.message);
    case "too_big":
      return sizeRule(issue.origin, "at most", Number(issue.maximum), issue.message);
    default:
      return issue.message;
  }
}

function fixFor(issue: z.core.$ZodIssue, path: Path, context: Context): string | undefined {
  const here = valueAt(context.value, path);
  if (issue.code === "invalid_value" && typeof here === "string") return didYouMean(here, issue.values.map(String));
  if (issue.code !== "invalid_type") return undefined;
  if (issue.expected === "string" && (typeof here === "number" || typeof here === "boolean")) {
    return `put it in quotes: "${context.source(path) ?? String(here)}"`;
  }
  if (issue.expected === "array" && typeof here === "string") return `put it in brackets: [${here}]`;
  const isNumber = issue.expected === "number" && typeof here === "string" && /^-?\d+$/.test(here);
  return isNumber ? "take the quotes away" : undefined;
}

function unexpected(path: Path, expected: string, fix: string | undefined, context: Context): Problem {
  const got = shown(valueAt(context.value, path), path, context);
  const message = `${pathText(path) || "the declaration"}: got ${got}, expected ${expected}`;
  return error("schema", { path }, message, fix ?? meaningOf(path, context) ?? `write ${expected}`);
}

function ofUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path, context: Context): readonly Problem[] {
  const union = unwrapUnion(schemaAt(context.schema, context.value, path));
  if (union === undefined) return [unexpected(path, issue.message, undefined, context)];
  const here = valueAt(context.value, path);
  const kind = kindOf(union, here);
  const issues = kind === undefined ? [] : (issue.errors[kind] ?? []);
  // A word that is no kind's word says nothing of the other kinds: all of them are named then.
  const isWord = issues.every(({ code, path: inner }) => code === "invalid_value" && inner.length === 0);
  if (issues.length > 0 && !isWord) return issues.flatMap((inner) => problemsOf(inner, path, context));
  if (kind === undefined && !isRecord(here) && kindOf(union, {}) !== undefined) {
    return [unexpected(path, "a map", here === null ? "write {} for the defaults" : undefined, context)];
  }
  const kinds = leadingKeys(union);
  const words = isRecord(here) ? Object.keys(here) : [String(here)];
  const close = words.flatMap((word) => suggest(word, kinds) ?? [])[0];
  const alone = close !== undefined && words.includes(close) ? `write ${close} alone` : undefined;
  const fix = alone ?? (close === undefined ? `write one of them` : `did you mean "${close}"?`);
  return [unexpected(path, `exactly one of ${kinds.join(", ")}`, fix, context)];
}

function unknownKey(key: string, path: Path, context: Context): Problem {
  const schema = schemaAt(context.schema, context.value, path);
  const object = schema === undefined ? undefined : settle(schema, valueAt(context.value, path));
  const known = knownKeys(object);
  const union = unwrapUnion(schema);
  const foreign = union !== undefined && leadingKeys(union).includes(key);
  const where = path.length === 0 ? "the declaration" : pathText(path);
  const here = valueAt(context.value, path);
  const other = union && leadingKeys(union).find((kind) => kind !== key && isRecord(here) && Object.hasOwn(here, kind));
  const message = foreign
    ? `${where}: got ${other ?? "one kind"} and ${key} together, expected exactly one of ${leadingKeys(union).join(", ")}`
    : `${where}: got the key "${key}", expected ${known.join(", ")}`;
  const close = suggest(key, known);
  const fix = foreign ? "make it two entries" : close === undefined ? "take it out" : `did you mean "${close}"?`;
  return error("schema", { path: [...path, key], part: "key" }, message, fix);
}

function knownKeys(schema: z.core.$ZodType | undefined): readonly string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  return schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodEnum ? schema.keyType.options.map(String) : [];
}

function invalidKey(issue: z.core.$ZodIssueInvalidKey, path: Path): Problem {
  const key = path.at(-1);
  const rule = issue.issues.map((inner) => inner.message).join("; ");
  const message = `${pathText(path.slice(0, -1))}: got the key ${JSON.stringify(key)}, expected ${rule}`;
  const fix = key === "<<" ? 'write the values out: YAML 1.2 has no "<<"' : "rename it";
  return error("schema", { path, part: "key" }, message, fix);
}

function missingKey(path: Path, expected: string, context: Context): Problem {
  const parent = path.slice(0, -1);
  const where = parent.length === 0 ? "the declaration" : pathText(parent);
  const message = `${where}: ${String(path.at(-1))} is missing, expected ${expected}`;
  return error("schema", { path: parent, part: "key" }, message, meaningOf(path, context) ?? "add it");
}

function keyIsThere(value: unknown, path: Path): boolean {
  const parent = valueAt(value, path.slice(0, -1));
  const last = path.at(-1);
  return last === undefined || (typeof parent === "object" && parent !== null && Object.hasOwn(parent, last));
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
};

/** The rule that a text has to hold, where there is one: it says more than "text". */
function stringRule(context: Context, path: Path): string {
  const schema = schemaAt(context.schema, context.value, path);
  const probe = schema === undefined ? undefined : z.safeParse(schema, "");
  return probe?.error?.issues.find((issue) => issue.code === "invalid_format")?.message ?? "text";
}

function sizeRule(origin: string, bound: string, limit: number, message: string): string {
  const units: Readonly<Record<string, string>> = { array: "entry", string: "character" };
  const unit = units[origin];
  // A message of the schema's own says it better than the number.
  if (message.startsWith(bound) || message.startsWith("must")) return message;
  return `${bound} ${String(limit)}${unit === undefined ? "" : limit === 1 ? ` ${unit}` : ` ${unit}s`.replace("ys", "ies")}`;
}

function unwrapUnion(schema: z.core.$ZodType | undefined): z.ZodUnion | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodReadonly) return unwrapUnion(schema.unwrap());
  return schema instanceof z.ZodUnion ? schema : undefined;
}

/** What the schema says a place is for, as a hint: `expireAfterDays: …`. */
function meaningOf(path: Path, context: Context): string | undefined {
  const schema = schemaAt(context.schema, context.value, path);
  const description = schema instanceof z.ZodType ? schema.description?.replace(/\.$/, "") : undefined;
  return description === undefined ? undefined : `${String(path.at(-1))}: ${description}`;
}

/** A value for a message, short and on one line: a text in quotes, anything else as it is written. */
function shown(value: unknown, path: Path, context: Context): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (isRecord(value)) return `the keys ${Object.keys(value).join(", ") || "(none)"}`;
  const text = typeof value === "string" ? JSON.stringify(value) : (context.source(path) ?? JSON.stringify(value));
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
