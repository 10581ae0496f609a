/**
 * Carries text into Terraform JSON as it is: what Terraform would read as a template begins with "$${" or "%%{" there.
 * Everything that comes from a declaration goes through here, also inside policies and chart values.
 */
export function literal(text: string): string {
  return text.replace(/([$%])(?=\{)/g, "$1$1");
}

/** The same for every text inside plain data, keys included. */
export function literals<T>(value: T): T {
  return map(value) as T;
}

/** The argument `tags`, where there are any. */
export function tagged(tags: Readonly<Record<string, string>>): { readonly tags?: { [key: string]: string } } {
  return Object.keys(tags).length === 0 ? {} : { tags: literals({ ...tags }) };
}

function map(value: unknown): unknown {
  if (typeof value === "string") return literal(value);
  if (Array.isArray(value)) return value.map(map);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [literal(key), map(item)]));
}
