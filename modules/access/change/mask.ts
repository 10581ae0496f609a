/** In place of a secret. */
const MASKED = "(sensitive)";

/**
 * Takes secrets out of every text of a value, keys included: terraform masks the values that it knows to be sensitive,
 * not what they were copied to by hand. Longer ones go first, since one may be part of another.
 */
export function masking(secrets: readonly string[]): <T>(value: T) => T {
  if (secrets.length === 0) return (value) => value;
  const inOrder = [...new Set(secrets)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const clean = (text: string) => inOrder.reduce((rest, secret) => rest.replaceAll(secret, MASKED), text);
  const walk = (value: unknown): unknown => {
    if (typeof value === "string") return clean(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [clean(key), walk(item)]));
  };
  // Texts become texts: nothing of the type goes.
  return <T>(value: T) => walk(value) as T;
}
