/**
 * The condition operators of IAM.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const OPERATORS = [
  "ArnEquals",
  "ArnLike",
  "ArnNotEquals",
  "ArnNotLike",
  "BinaryEquals",
  "Bool",
  "DateEquals",
  "DateGreaterThan",
  "DateGreaterThanEquals",
  "DateLessThan",
  "DateLessThanEquals",
  "DateNotEquals",
  "IpAddress",
  "NotIpAddress",
  "NumericEquals",
  "NumericGreaterThan",
  "NumericGreaterThanEquals",
  "NumericLessThan",
  "NumericLessThanEquals",
  "NumericNotEquals",
  "StringEquals",
  "StringEqualsIgnoreCase",
  "StringLike",
  "StringNotEquals",
  "StringNotEqualsIgnoreCase",
  "StringNotLike",
] as const;

/** Every operator by itself, with IfExists (which Null lacks), and over sets of values. */
export const CONDITION_OPERATORS: readonly string[] = ["", "ForAllValues:", "ForAnyValue:"].flatMap((set) => [
  ...OPERATORS.flatMap((operator) => [`${set}${operator}`, `${set}${operator}IfExists`]),
  `${set}Null`,
]);

/** Whether a word is a condition operator, in AWS's own spelling. */
export function isConditionOperator(word: string): boolean {
  return CONDITION_OPERATORS.includes(word);
}
