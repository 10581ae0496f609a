/** What is known of the circumstances of a request, by condition key. */
export interface Context {
  /** Values by key in lower case; none where the key is known to be absent. */
  readonly known: ReadonlyMap<string, readonly string[]>;
  /** What holds for every other key: all absent or all unknown, or which of them are absent, by key in lower case. */
  readonly others: "absent" | "unknown" | ((key: string) => "absent" | "unknown");
}

/** A context of keys in any case, as AWS takes them. */
export function context(
  values: Readonly<Record<string, string | readonly string[]>>,
  others: Context["others"],
): Context {
  const entries = Object.entries(values).map(
    ([key, value]) => [key.toLowerCase(), typeof value === "string" ? [value] : value] as const,
  );
  return { known: new Map(entries), others };
}

/** The values of a key in lower case: none when it is absent, undefined when that is not known. */
export function valuesOf({ known, others }: Context, key: string): readonly string[] | undefined {
  const values = known.get(key);
  if (values !== undefined) return values;
  return (typeof others === "function" ? others(key) : others) === "absent" ? [] : undefined;
}
