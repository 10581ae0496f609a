import { addressBlock } from "./evaluate/ip";

/**
 * What an operator of IAM expects instead of a value, in words; undefined where it takes it. A value with a policy
 * variable is taken as it is.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function expectedValue(operator: string, value: string): string | undefined {
  if (value.includes("${")) return undefined;
  const name = operator.replace(/^ForA(?:ll|ny)Values?:/, "").replace(/IfExists$/, "");
  const type = TYPES.find(({ operators }) => operators.test(name));
  return type === undefined || type.takes(value) ? undefined : type.expected;
}

interface Type {
  readonly operators: RegExp;
  readonly expected: string;
  readonly takes: (value: string) => boolean;
}

const TYPES: readonly Type[] = [
  { operators: /^(Bool|Null)$/, expected: "true or false", takes: (value) => /^(true|false)$/i.test(value) },
  { operators: /^Numeric/, expected: "a number", takes: (value) => /^-?\d+(\.\d+)?$/.test(value) },
  {
    operators: /^Date/,
    expected: "a time by ISO 8601 (2026-01-31T00:00:00Z), or in seconds since 1970",
    takes: (value) => /^\d+$/.test(value) || (/^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(Date.parse(value))),
  },
  {
    operators: /IpAddress$/,
    expected: "an address or a block of some (203.0.113.0/24)",
    takes: (value) => addressBlock(value) !== undefined,
  },
  {
    operators: /^Arn/,
    expected: "an ARN, each of whose parts may have wildcards",
    takes: (value) => value === "*" || /^arn(:[^:]*){4}:.+$/.test(value),
  },
];
