import type { Statement } from "./policy";

/** One of a statement's conditions, all of which have to hold. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  /** One of which has to match. */
  readonly values: readonly string[];
}

/** The conditions of a statement one by one. */
export function conditionList({ Condition = {} }: Pick<Statement, "Condition">): readonly Condition[] {
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
  );
}

/**
 * Whether a statement holds only where a key has one of some values: one that passes where the key is absent, or for
 * every value, narrows nothing.
 */
export function narrows({ operator, values }: Condition): boolean {
  const necessary = /^(ForAnyValue:)?(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like)|IpAddress)$/.test(operator);
  return necessary && values.every((value) => !/^[*?]*$|^(0\.0\.0\.0|::)\/0$/.test(value));
}
