import type { PolicyVersion } from "../policy";
import type { Context } from "./context";
import { glob, globMatches } from "./glob";
import { type Tri, tri } from "./three-valued";
import { expand, template } from "./variables";

/** Whether a text is what a pattern of a policy stands for. */
export type Pattern = (text: string, context: Context) => Tri;

/** A pattern with wildcards and variables, compared as it is. */
export function pattern(text: string, version: PolicyVersion): Pattern {
  if (text === "*") return () => "yes";
  const parts = template(text, version);
  if (parts.every(({ kind }) => kind === "text")) {
    const literal = parts.map((part) => (part.kind === "text" ? part.text : "")).join("");
    return (value) => tri(value === literal);
  }
  return (value, context) => {
    const expanded = expand(parts, context);
    if (expanded === "unknown") return "maybe";
    return expanded === "no value" ? "no" : tri(globMatches(expanded.glob, value));
  };
}

/** A pattern of actions: case does not matter, and there are no variables. */
export function actionPattern(text: string): (action: string) => boolean {
  if (text === "*") return () => true;
  const lower = text.toLowerCase();
  if (!/[*?]/.test(lower)) return (action) => action === lower;
  const parts = glob(lower);
  return (action) => globMatches(parts, action);
}
