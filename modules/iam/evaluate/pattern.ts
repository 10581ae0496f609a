import type { PolicyVersion } from "../policy";
import type { Context } from "./context";
import { glob, globMatches } from "./glob";
import { type Tri, tri } from "./three-valued";
import { constant, expand, template } from "./variables";

/** Whether a text is what a pattern of a policy stands for. */
export type Pattern = (text: string, context: Context) => Tri;

/** A pattern with wildcards and variables, compared as it is. */
export function pattern(text: string, version: PolicyVersion): Pattern {
  const parts = template(text, version);
  const fixed = constant(parts);
  if (fixed !== undefined) return (value) => tri(globMatches(fixed, value));
  return (value, context) => {
    const expanded = expand(parts, context);
    if (expanded === "unknown") return "maybe";
    return expanded === "no value" ? "no" : tri(globMatches(expanded.glob, value));
  };
}

/** A pattern of actions: case does not matter, and there are no variables. The action is given in lower case. */
export function actionPattern(text: string): (action: string) => boolean {
  const parts = glob(text.toLowerCase());
  return (action) => globMatches(parts, action);
}
