import * as z from "zod";
import { isRecord, type Path } from "../path";

/** Finds the part of a schema that a path of the input leads to, choosing between kinds as the input does. */
export function schemaAt(schema: z.core.$ZodType, value: unknown, path: Path): z.core.$ZodType | undefined {
  let here: z.core.$ZodType | undefined = schema;
  let input = value;
  for (const step of path) {
    here = settle(here, input);
    if (here === undefined) return undefined;
    if (here instanceof z.ZodObject) here = shapeOf(here)[String(step)];
    else if (here instanceof z.ZodRecord) here = here.valueType;
    else if (here instanceof z.ZodArray) here = here.element;
    else return undefined;
    if (here === undefined) return undefined;
    input = (input as Readonly<Record<string | number, unknown>> | undefined)?.[step];
  }
  return here;
}

function shapeOf(object: z.ZodObject): Readonly<Record<string, z.core.$ZodType | undefined>> {
  return object.shape;
}

/** Follows optional and readonly wrappers, and takes the kind that the input's leading key names. */
export function settle(schema: z.core.$ZodType, input: unknown): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodReadonly) return settle(schema.unwrap(), input);
  if (schema instanceof z.ZodUnion) {
    const index = kindOf(schema, input);
    const kind = index === undefined ? undefined : schema.options[index];
    return kind === undefined ? undefined : settle(kind, input);
  }
  return schema;
}

/**
 * Which kind of a union an input is: an object by the leading key of the kind, that is the first key of its schema;
 * where no kind's key is there, a kind whose leading key is optional. Undefined when it is none of them.
 */
export function kindOf(union: z.ZodUnion, input: unknown): number | undefined {
  const options = union.options.map((option) => unwrap(option));
  const found = options.findIndex((option) => {
    if (option instanceof z.ZodObject) {
      const leading = leadingKey(option);
      return isRecord(input) && leading !== undefined && Object.hasOwn(input, leading);
    }
    if (option instanceof z.ZodArray) return Array.isArray(input);
    return !isRecord(input) && !Array.isArray(input);
  });
  if (found >= 0) return found;
  const fallback = options.findIndex(
    (option) => isRecord(input) && option instanceof z.ZodObject && isOptionalKind(option),
  );
  return fallback >= 0 ? fallback : undefined;
}

/** The leading keys of a union's kinds, for messages. */
export function leadingKeys(union: z.ZodUnion): readonly string[] {
  return union.options.flatMap((option) => {
    const kind = unwrap(option);
    return kind instanceof z.ZodObject
      ? [leadingKey(kind) ?? []].flat()
      : kind instanceof z.ZodLiteral
        ? [String(kind.value)]
        : [];
  });
}

/** Those of kinds that cannot be without theirs. */
export function requiredLeadingKeys(union: z.ZodUnion): readonly string[] {
  return union.options.flatMap((option) => {
    const kind = unwrap(option);
    return kind instanceof z.ZodObject && !isOptionalKind(kind) ? [leadingKey(kind) ?? []].flat() : [];
  });
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodReadonly ? unwrap(schema.unwrap()) : schema;
}

function leadingKey(kind: z.ZodObject): string | undefined {
  return Object.keys(kind.shape)[0];
}

function isOptionalKind(kind: z.ZodObject): boolean {
  const leading = leadingKey(kind);
  return leading === undefined || kind.shape[leading] instanceof z.ZodOptional;
}
