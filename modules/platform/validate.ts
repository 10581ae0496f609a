import { z } from "zod";
import { isRecord, pathText, valueAt } from "./path";
import type { Path } from "./platform";
import { error, type Problem } from "./problem";
import { kindOf, leadingKeys, schemaAt, settle } from "./schema/walk";
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
  const got = context.source(path) ?? show(here);
  const wrong = (expected: string, fix?: string) => [
    error("schema", { path }, `${pathText(path) || "the declaration"}: got ${got}, expected ${expected}`, fix),
  ];

  switch (issue.code) {
    case "invalid_union":
      return ofUnion(issue, path, context);
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(key, path, context));
    case "invalid_key": {
      const rule = issue.issues.map((inner) => inner.message).join("; ");
      const message = `${pathText(path.slice(0, -1))}: got the key ${JSON.stringify(path.at(-1))}, expected ${rule}`;
      return [error("schema", { path, part: "key" }, message, "rename it")];
    }
    case "invalid_type": {
      const missing = here === undefined && !keyIsThere(context.value, path);
      if (missing) return [missingKey(path, issue, context)];
      const quote = issue.expected === "string" && (typeof here === "number" || typeof here === "boolean");
      const want = quote ? stringRule(context, path) : (TYPE_NAMES[issue.expected] ?? issue.expected);
      return wrong(want, quote ? `put it in quotes: "${context.source(path) ?? String(here)}"` : undefined);
    }
    case "invalid_value": {
      const fix = typeof here === "string" ? didYouMean(here, issue.values.map(String)) : undefined;
      return wrong(`one of ${issue.values.map((v) => JSON.stringify(v)).join(", ")}`, fix);
    }
    case "too_small":
      return wrong(sizeRule(issue.origin, "at least", Number(issue.minimum), issue.message));
    case "too_big":
      return wrong(sizeRule(issue.origin, "at most", Number(issue.maximum), issue.message));
    default:
      return wrong(issue.message);
  }
}

function ofUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path, context: Context): readonly Problem[] {
  const union = unwrapUnion(schemaAt(context.schema, context.value, path));
  const here = valueAt(context.value, path);
  if (union === undefined) return [error("schema", { path }, `${pathText(path)}: ${issue.message}`)];
  const kind = kindOf(union, here);
  const issues = kind === undefined ? undefined : issue.errors[kind];
  if (issues !== undefined && issues.length > 0) return issues.flatMap((inner) => problemsOf(inner, path, context));
  const kinds = leadingKeys(union);
  const got = isRecord(here)
    ? `the keys ${Object.keys(here).join(", ") || "(none)"}`
    : (context.source(path) ?? show(here));
  const close = isRecord(here) ? Object.keys(here).flatMap((key) => suggest(key, kinds) ?? [])[0] : undefined;
  const message = `${pathText(path)}: got ${got}, expected exactly one of ${kinds.join(", ")}`;
  return [error("schema", { path }, message, close === undefined ? undefined : `did you mean "${close}"?`)];
}

function unknownKey(key: string, path: Path, context: Context): Problem {
  const schema = schemaAt(context.schema, context.value, path);
  const object = schema === undefined ? undefined : settle(schema, valueAt(context.value, path));
  const known = object instanceof z.ZodObject ? Object.keys(object.shape) : [];
  const union = unwrapUnion(schema);
  const foreign = union !== undefined && leadingKeys(union).includes(key);
  const where = path.length === 0 ? "the declaration" : pathText(path);
  const message = foreign
    ? `${where}: got ${known[0] ?? "one kind"} and ${key} together, expected exactly one of ${leadingKeys(union).join(", ")}`
    : `${where}: got the key "${key}", expected ${known.join(", ")}`;
  const fix = foreign ? "make it two entries" : didYouMean(key, known);
  return error("schema", { path: [...path, key], part: "key" }, message, fix);
}

function missingKey(path: Path, issue: z.core.$ZodIssueInvalidType, context: Context): Problem {
  const parent = path.slice(0, -1);
  const where = parent.length === 0 ? "the declaration" : pathText(parent);
  const description = unwrapDescription(schemaAt(context.schema, context.value, path));
  const message = `${where}: ${String(path.at(-1))} is missing, expected ${TYPE_NAMES[issue.expected] ?? issue.expected}`;
  return error(
    "schema",
    { path: parent, part: "key" },
    message,
    description === undefined ? "add it" : `add it: ${description}`,
  );
}

function keyIsThere(value: unknown, path: Path): boolean {
  const parent = valueAt(value, path.slice(0, -1));
  const last = path.at(-1);
  return last === undefined || (typeof parent === "object" && parent !== null && Object.hasOwn(parent, last));
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
};

/** The rule that the text has to hold, where there is one: better than "text" for a number that lacks quotes. */
function stringRule(context: Context, path: Path): string {
  const schema = schemaAt(context.schema, context.value, path);
  const probe = schema === undefined ? undefined : z.safeParse(schema, "");
  const rule = probe?.error?.issues.find((issue) => issue.code === "invalid_format")?.message;
  return rule ?? "text";
}

function sizeRule(origin: string, bound: string, limit: number, message: string): string {
  const units: Readonly<Record<string, string>> = { array: "entries", string: "characters" };
  if (message.startsWith(bound) || message.startsWith("must")) return message;
  return `${bound} ${String(limit)}${units[origin] === undefined ? "" : ` ${units[origin]}`}`;
}

function unwrapUnion(schema: z.core.$ZodType | undefined): z.ZodUnion | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodReadonly) return unwrapUnion(schema.unwrap());
  return schema instanceof z.ZodUnion ? schema : undefined;
}

function unwrapDescription(schema: z.core.$ZodType | undefined): string | undefined {
  return schema instanceof z.ZodType ? schema.description?.split(". ")[0]?.replace(/\.$/, "") : undefined;
}

/** A value for a message: short, on one line. */
function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (isRecord(value)) return "a map";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…"` : text;
}
