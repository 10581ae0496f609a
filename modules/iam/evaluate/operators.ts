import type { PolicyVersion } from "../policy";
import type { Context } from "./context";
import { pattern } from "./pattern";
import { ipMatches } from "./ip";
import { type Tri, tri } from "./three-valued";
import { expand, template } from "./variables";

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
  ["BinaryEquals", is(plain((got, wanted) => got === wanted))],
  ["IpAddress", is(plain(ipMatches))],
  ["NotIpAddress", isNot(plain(ipMatches))],
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
  if (parts.every(({ kind }) => kind !== "variable") && !wanted.includes("${")) {
    const literal = fold(wanted);
    return (got) => tri(fold(got) === literal);
  }
  return (got, context) => {
    const expanded = expand(parts, context);
    if (expanded === "unknown") return "maybe";
    if (expanded === "no value") return "no";
    const text = expanded.glob
      .map((part) => (part.kind === "text" ? part.text : part.kind === "one" ? "?" : "*"))
      .join("");
    return tri(fold(got) === fold(text));
  };
}

/** ARNs: each of the six parts between colons by itself, the last with all its colons. */
function arnLike(wanted: string, version: PolicyVersion): Comparison {
  // A colon inside of a variable parts nothing.
  const parts = wanted.match(/(?:\$\{[^}]*\}|[^:])*(?::|$)/g)?.map((part) => part.replace(/:$/, "")) ?? [];
  const split = wanted.endsWith(":") ? parts : parts.slice(0, -1);
  if (split.length < ARN_PARTS) return () => "no";
  const segments = [...split.slice(0, ARN_PARTS - 1), split.slice(ARN_PARTS - 1).join(":")];
  const patterns = segments.map((segment) => pattern(segment, version));
  return (got, context) => {
    const values = got.split(":");
    if (values.length < ARN_PARTS) return "no";
    const gotten = [...values.slice(0, ARN_PARTS - 1), values.slice(ARN_PARTS - 1).join(":")];
    let result: Tri = "yes";
    for (const [i, matches] of patterns.entries()) {
      const one = matches(gotten[i] ?? "", context);
      if (one === "no") return "no";
      if (one === "maybe") result = "maybe";
    }
    return result;
  };
}

const ARN_PARTS = 6;

function numeric(holds: (got: number, wanted: number) => boolean): Operator["compare"] {
  return ordered(numberOf, holds);
}

function date(holds: (got: number, wanted: number) => boolean): Operator["compare"] {
  return ordered(timeOf, holds);
}

/** What does not read as a number or a time compares with nothing. */
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

function plain(matches: (got: string, wanted: string) => boolean | undefined): Operator["compare"] {
  return (wanted) => (got) => {
    const result = matches(got, wanted);
    return result === undefined ? "maybe" : tri(result);
  };
}
