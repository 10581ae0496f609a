import { OPERATORS } from "../evaluate/operators";
import type { Conditions } from "../policy";

/**
 * Whether one condition holds wherever another does, as far as it shows: each of its parts is there, with the same
 * values or with more of them where one is enough, or with fewer where none may compare.
 */
export function implies(stronger: Conditions, weaker: Conditions): boolean {
  return Object.entries(weaker).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      Object.entries(stronger[operator] ?? {}).some(
        ([other, own]) => other.toLowerCase() === key.toLowerCase() && narrower(operator, own, values),
      ),
    ),
  );
}

function narrower(operator: string, own: readonly string[], values: readonly string[]): boolean {
  const [, word = ""] = /^(?:(?:ForAllValues|ForAnyValue):)?(.*?)(?:IfExists)?$/.exec(operator) ?? [];
  const negated = OPERATORS.get(word)?.negated;
  const fewer = own.every((value) => values.includes(value));
  const more = values.every((value) => own.includes(value));
  if (negated === undefined) return fewer && more;
  return negated ? more : fewer;
}
