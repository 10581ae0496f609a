import type { Conditions, PolicyVersion } from "../policy";
import { type Context, valuesOf } from "./context";
import { type Operator, OPERATORS } from "./operators";
import { all, any, not, type Tri, tri } from "./three-valued";

/** Whether a condition holds, and which keys have to be known to tell. */
export interface Condition {
  readonly key: string;
  /** As the policy writes it. */
  readonly operator: string;
  readonly holds: (context: Context) => Tri;
}

/** The conditions of a statement, all of which have to hold. */
export function conditions(said: Conditions, version: PolicyVersion): readonly Condition[] {
  return Object.entries(said).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) => ({
      key,
      operator,
      holds: compile(operator, key.toLowerCase(), wanted, version),
    })),
  );
}

/** An operator that is not known leaves it open whether the condition holds. */
function compile(written: string, key: string, wanted: readonly string[], version: PolicyVersion): Condition["holds"] {
  const [, set, word = "", ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(written) ?? [];
  if (word === "Null") return set === undefined && ifExists === undefined ? absence(key, wanted) : () => "maybe";
  const operator = OPERATORS.get(word);
  if (operator === undefined) return () => "maybe";
  const one = ofOneValue(operator, wanted, version);
  if (set !== undefined) return ofSet(set === "ForAllValues" ? all : any, key, one, ifExists !== undefined);
  const whenAbsent = tri(ifExists !== undefined || operator.negated);
  return (context) => {
    const values = valuesOf(context, key);
    if (values === undefined) return "maybe";
    const [value, ...more] = values;
    if (value === undefined) return whenAbsent;
    // What AWS does with several values under an operator for one is not documented.
    return more.length === 0 ? one(value, context) : "maybe";
  };
}

/**
 * Over the values of a key. An empty text counts as no value. What `IfExists` adds to `ForAnyValue` is not documented.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function ofSet(
  combine: typeof all,
  key: string,
  one: (got: string, context: Context) => Tri,
  ifExists: boolean,
): Condition["holds"] {
  const ofNone = combine([]);
  const whenAbsent = ifExists && ofNone === "no" ? "maybe" : ofNone;
  return (context) => {
    const values = valuesOf(context, key);
    if (values === undefined) return "maybe";
    if (values.length === 0) return whenAbsent;
    return values.every((value) => value === "") ? ofNone : combine(values.map((value) => one(value, context)));
  };
}

/** Of several values in the policy one has to compare, or for a negated operator none. */
function ofOneValue({ negated, compare }: Operator, wanted: readonly string[], version: PolicyVersion) {
  const comparisons = wanted.map((value) => compare(value, version));
  return (got: string, context: Context): Tri => {
    const found = any(comparisons.map((comparison) => comparison(got, context)));
    return negated ? not(found) : found;
  };
}

/** `Null`: true where the key is absent. */
function absence(key: string, wanted: readonly string[]): Condition["holds"] {
  const words = wanted.map((word) => word.toLowerCase());
  if (words.some((word) => word !== "true" && word !== "false")) return () => "maybe";
  return (context) => {
    const values = valuesOf(context, key);
    return values === undefined ? "maybe" : tri(words.includes(String(values.length === 0)));
  };
}
