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
    Object.entries(keys).map(([key, wanted]) => ({ key, operator, holds: compile(operator, key, wanted, version) })),
  );
}

/** An operator that is not known leaves it open whether the condition holds. */
function compile(written: string, key: string, wanted: readonly string[], version: PolicyVersion): Condition["holds"] {
  const [, set, word = "", ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(written) ?? [];
  if (word === "Null") return set === undefined && ifExists === undefined ? absence(key, wanted) : () => "maybe";
  const operator = OPERATORS.get(word);
  if (operator === undefined) return () => "maybe";
  const one = ofOneValue(operator, wanted, version);
  const lower = key.toLowerCase();
  return (context) => {
    const values = valuesOf(context, lower);
    if (values === undefined) return "maybe";
    if (values.length === 0) return tri(ifExists !== undefined || whenAbsent(set, operator));
    const results = values.map((value) => one(value, context));
    if (set === "ForAllValues") return all(results);
    // Without a word for sets a key has one value; of several, one has to compare.
    return operator.negated && set === undefined ? all(results) : any(results);
  };
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html */
function whenAbsent(set: string | undefined, { negated }: Operator): boolean {
  if (set === "ForAllValues") return true;
  return set === undefined && negated;
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
  const lower = key.toLowerCase();
  return (context) => {
    const values = valuesOf(context, lower);
    if (values === undefined || words.some((word) => word !== "true" && word !== "false")) return "maybe";
    return tri(words.includes(String(values.length === 0)));
  };
}
