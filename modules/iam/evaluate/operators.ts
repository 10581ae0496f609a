import type { PolicyVersion } from "../policy";
import type { Context } from "./context";
import type { Glob } from "./glob";
import { pattern } from "./pattern";
import { addressBlock } from "./ip";
import { all, type Tri, tri } from "./three-valued";
import { constant, expand, template } from "./variables";

/** A condition operator: how a value of the request is compared with one of the policy. */
export interface Operator {
  /** Whether it holds where no value compares, and where the key is absent: `StringNotEquals`. */
  readonly negated: boolean;
  /** Prepares a value of a policy once; the comparison is made for each request. */
  readonly compare: (wanted: string, version: PolicyVersion) => Comparison;
}

type Comparison = (got: string, context: Context) => Tri;

/**
 * Every operator but `Null`, which is about whether a key is there.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ["StringEquals", is(equals)],
  ["StringNotEquals", isNot(equals)],
  ["StringEqualsIgnoreCase", is(equalsIgnoringCase)],
  ["StringNotEqualsIgnoreCase", isNot(equalsIgnoringCase)],
  ["StringLike", is(pattern)],
  ["StringNotLike", isNot(pattern)],
  ["ArnEquals", is(arnLike)],
  ["ArnLike", is(arnLike)],
  ["ArnNotEquals", isNot(arnLike)],
  ["ArnNotLike", isNot(arnLike)],
  ["NumericEquals", is(numeric((got, wanted) => got === wanted))],
  ["NumericNotEquals", isNot(numeric((got, wanted) => got === wanted))],
  ["NumericLessThan", is(numeric((got, wanted) => got < wanted))],
  ["NumericLessThanEquals", is(numeric((got, wanted) => got <= wanted))],
  ["NumericGreaterThan", is(numeric((got, wanted) => got > wanted))],
  ["NumericGreaterThanEquals", is(numeric((got, wanted) => got >= wanted))],
  ["DateEquals", is(date((got, wanted) => got === wanted))],
  ["DateNotEquals", isNot(date((got, wanted) => got === wanted))],
  ["DateLessThan", is(date((got, wanted) => got < wanted))],
  ["DateLessThanEquals", is(date((got, wanted) => got <= wanted))],
  ["DateGreaterThan", is(date((got, wanted) => got > wanted))],
  ["DateGreaterThanEquals", is(date((got, wanted) => got >= wanted))],
  ["Bool", is(bool)],
  ["BinaryEquals", is((wanted) => (got) => tri(got === wanted))],
  ["IpAddress", is(address)],
  ["NotIpAddress", isNot(address)],
]);

function is(compare: Operator["compare"]): Operator {
  return { negated: false, compare };
}

function isNot(compare: Operator["compare"]): Operator {
  return { negated: true, compare };
}

/** Texts: variables have their values, wildcards stand for themselves. */
function equals(wanted: string, version: PolicyVersion): Comparison {
  return expandedText(wanted, version, (text) => text);
}

function equalsIgnoringCase(wanted: string, version: PolicyVersion): Comparison {
  return expandedText(wanted, version, (text) => text.toLowerCase());
}

function expandedText(wanted: string, version: PolicyVersion, fold: (text: string) => string): Comparison {
  const parts = template(wanted, version);
  const fixed = constant(parts);
  if (fixed !== undefined) {
    const literal = fold(textOf(fixed));
    return (got) => tri(fold(got) === literal);
  }
  return (got, context) => {
    const expanded = expand(parts, context);
    if (expanded === "unknown") return "maybe";
    return expanded === "no value" ? "no" : tri(fold(got) === fold(textOf(expanded.glob)));
  };
}

/** A glob as it was written: no part of it stands for others. */
function textOf(parts: Glob): string {
  return parts.map((part) => (part.kind === "text" ? part.text : part.kind === "one" ? "?" : "*")).join("");
}

/** ARNs: each of the six parts between colons by itself, the last with all its colons. */
function arnLike(wanted: string, version: PolicyVersion): Comparison {
  const segments = arnParts(wanted, /:(?![^{]*\})/);
  // What AWS makes of a pattern of fewer parts is not documented.
  if (segments === undefined) return () => "maybe";
  const patterns = segments.map((segment) => pattern(segment, version));
  return (got, context) => {
    const values = arnParts(got, ":");
    return values === undefined ? "no" : all(patterns.map((matches, i) => matches(values[i] ?? "", context)));
  };
}

/** A colon inside of a variable parts nothing. */
function arnParts(text: string, colon: string | RegExp): readonly string[] | undefined {
  const parts = text.split(colon);
  return parts.length < ARN_PARTS
    ? undefined
    : [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(":")];
}

const ARN_PARTS = 6;

function numeric(holds: (got: number, wanted: number) => boolean): Operator["compare"] {
  return ordered(numberOf, holds);
}

function date(holds: (got: number, wanted: number) => boolean): Operator["compare"] {
  return ordered(timeOf, holds);
}

/** What AWS makes of what does not read as a number or a time is not documented. */
function ordered(
  read: (text: string) => number | undefined,
  holds: (got: number, wanted: number) => boolean,
): Operator["compare"] {
  return (wanted) => {
    const limit = read(wanted);
    if (limit === undefined) return () => "maybe";
    return (got) => {
      const value = read(got);
      return value === undefined ? "maybe" : tri(holds(value, limit));
    };
  };
}

function numberOf(text: string): number | undefined {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** ISO 8601, or seconds since 1970. @see https://www.w3.org/TR/NOTE-datetime */
function timeOf(text: string): number | undefined {
  if (/^\d+$/.test(text) && text.length > 4) return Number(text) * 1000;
  if (!/^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

function bool(wanted: string): Comparison {
  const word = wanted.toLowerCase();
  if (word !== "true" && word !== "false") return () => "maybe";
  return (got) => tri(got.toLowerCase() === word);
}

/** In a block of addresses, or the one address. What AWS makes of other texts is not documented. */
function address(wanted: string): Comparison {
  const contains = addressBlock(wanted);
  if (contains === undefined) return () => "maybe";
  return (got) => {
    const result = contains(got);
    return result === undefined ? "maybe" : tri(result);
  };
}
