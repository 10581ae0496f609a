import type { AccessModel } from "./model";

/** One place in which two models differ. */
export interface Difference {
  /** `roles.ci-prod-docs.statements.value[0].Action[1]` */
  readonly path: string;
  /** JSON of what each side says; undefined where it says nothing. */
  readonly declared?: string;
  readonly written?: string;
}

/**
 * Compares what was declared with what was written, deeply, and names every place where they differ. What could not
 * be read counts as a difference: a proof with holes is none.
 */
export function differences(declared: AccessModel, written: AccessModel): readonly Difference[] {
  return compare("", declared, written);
}

function compare(path: string, declared: unknown, written: unknown): readonly Difference[] {
  if (Object.is(declared, written)) return [];
  if (!isObject(declared) || !isObject(written) || Array.isArray(declared) !== Array.isArray(written)) {
    return [{ path, ...side("declared", declared), ...side("written", written) }];
  }
  const keys = new Set([...Object.keys(declared), ...Object.keys(written)]);
  return [...keys].flatMap((key) => {
    const step = Array.isArray(declared) ? `[${key}]` : path === "" ? key : `.${key}`;
    return compare(path + step, declared[key], written[key]);
  });
}

function side<K extends string>(name: K, value: unknown): { readonly [P in K]?: string } {
  return value === undefined ? {} : ({ [name]: JSON.stringify(value) } as { readonly [P in K]?: string });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
