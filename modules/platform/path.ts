/** Where in the declaration something stands: `["identities", "docs", "allow", 0]`. */
export type Path = readonly (string | number)[];

/** A path for people: `identities.docs-publish.allow[0].bucket`. */
export function pathText(path: Path): string {
  return path.map((step, i) => (typeof step === "number" ? `[${String(step)}]` : i === 0 ? step : `.${step}`)).join("");
}

/** What stands at a path in plain data; undefined where it leads nowhere. */
export function valueAt(value: unknown, path: Path): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Readonly<Record<string | number, unknown>>)[step];
  }
  return here;
}

/** Whether plain data is a map. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Keys in an order that does not depend on the machine's language. */
export function sortedKeys(record: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(record).sort();
}
