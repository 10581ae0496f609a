import type { PolicyVersion } from "../policy";
import { type Context, valuesOf } from "./context";
import { type Glob, glob, type GlobPart } from "./glob";

/** A text of a policy in which variables may stand. */
export type Template = readonly TemplatePart[];

type TemplatePart = GlobPart | { readonly kind: "variable"; readonly key: string; readonly otherwise?: string };

/**
 * Takes a text apart: `${key}`, `${key, 'default'}`, and `${*}`, `${?}`, `${$}`, which stand for themselves. In the
 * first version of the language there are no variables: they are text.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function template(text: string, version: PolicyVersion): Template {
  if (version === "2008-10-17" || !text.includes("${")) return glob(text);
  return text.split(/(\$\{[^}]*\})/).flatMap((part): Template => {
    const inner = /^\$\{([^}]*)\}$/.exec(part)?.[1];
    if (inner === undefined) return glob(part);
    if (inner === "*" || inner === "?" || inner === "$") return [{ kind: "text", text: inner }];
    const [, key = inner, otherwise] = /^\s*([^,]*?)\s*(?:,\s*'([^']*)'\s*)?$/.exec(inner) ?? [];
    return [{ kind: "variable", key: key.toLowerCase(), ...(otherwise === undefined ? {} : { otherwise }) }];
  });
}

/** The glob that a template is without any variable; undefined when it has one. */
export function constant(parts: Template): Glob | undefined {
  return parts.every((part) => part.kind !== "variable") ? parts : undefined;
}

/** A template that has its values: a glob; or none where a variable has no value, or it is not known which. */
export type Expanded = { readonly glob: Glob } | "no value" | "unknown";

/**
 * Puts values in place of variables. They stand for themselves: a `*` in a value is no wildcard. What AWS makes of a
 * key with several values is not documented.
 */
export function expand(parts: Template, context: Context): Expanded {
  const expanded: GlobPart[] = [];
  let unknown = false;
  for (const part of parts) {
    if (part.kind !== "variable") {
      expanded.push(part);
      continue;
    }
    const values = valuesOf(context, part.key);
    if (values === undefined || values.length > 1) {
      unknown = true;
      continue;
    }
    const value = values[0] ?? part.otherwise;
    if (value === undefined) return "no value";
    expanded.push({ kind: "text", text: value });
  }
  return unknown ? "unknown" : { glob: expanded };
}
