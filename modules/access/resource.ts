/** A Terraform resource as any source gives it: written JSON, a plan or a state. */
export interface Resource {
  /** `aws_iam_role.docs` */
  readonly address: string;
  readonly type: string;
  readonly values: Values;
}

/** Terraform's names of arguments; nested blocks are lists or maps, as they are written. */
export type Values = Readonly<Record<string, unknown>>;

/** A part of the model, and the addresses of the resources that could not be read into it. */
export interface Interpretation<T> {
  readonly found: T;
  readonly unread: readonly string[];
}

/** What a source tells besides its resources: it completes ARNs that are unknown before apply. */
export interface Surroundings {
  readonly account?: string;
  readonly region?: string;
}

/** An attribute of another resource that has no value before apply. */
export class Reference {
  constructor(
    readonly address: string,
    readonly attribute: string,
  ) {}
}

/** A value that cannot be told, and why. */
export class Unknown {
  constructor(readonly why: string) {}
}

/** What stands at a path of values; a nested block may be written as a map or as a list of one. */
export function at(values: unknown, ...path: readonly string[]): unknown {
  let here = values;
  for (const step of path) {
    if (Array.isArray(here)) here = here.length === 1 ? (here[0] as unknown) : undefined;
    if (typeof here !== "object" || here === null || here instanceof Reference || here instanceof Unknown)
      return undefined;
    here = (here as Values)[step];
  }
  return here;
}

/** Text at a path, or undefined where there is none or it is not known. */
export function textAt(values: unknown, ...path: readonly string[]): string | undefined {
  const found = at(values, ...path);
  return typeof found === "string" ? found : undefined;
}

/** The list at a path; a single block counts as a list of one. */
export function listAt(values: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(values, ...path);
  if (found === undefined || found === null) return [];
  return Array.isArray(found) ? (found as readonly unknown[]) : [found];
}

/** The list of texts at a path, or undefined when one of them is not a text that is known. */
export function textsAt(values: unknown, ...path: readonly string[]): readonly string[] | undefined {
  const list = listAt(values, ...path);
  return list.every((item): item is string => typeof item === "string") ? list : undefined;
}
