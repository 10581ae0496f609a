/**
 * Plain data as a literal of CEL. Double-quoted, so that it is JSON as well and can be read back; what JSON and CEL
 * write differently (a surrogate by itself) is refused by the rules of the names that come here.
 *
 * @see https://github.com/google/cel-spec/blob/master/doc/langdef.md#string-and-bytes-values
 */
export function celLiteral(value: string | readonly string[] | Readonly<Record<string, readonly string[]>>): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(celLiteral).join(", ")}]`;
  return `{${Object.keys(value)
    .sort()
    .map((key) => `${celLiteral(key)}: ${celLiteral(value[key] ?? [])}`)
    .join(", ")}}`;
}

function isList(value: readonly string[] | Readonly<Record<string, readonly string[]>>): value is readonly string[] {
  return Array.isArray(value);
}
