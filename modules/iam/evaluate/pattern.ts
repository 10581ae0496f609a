import type { PolicyVersion } from "../policy";
import type { Context } from "./context";
import { type Glob, glob, globMatches } from "./glob";
import { type Tri, tri } from "./three-valued";
import { constant, expand, template } from "./variables";

/** Whether a text is what a pattern of a policy stands for. */
export type Pattern = (text: string, context: Context) => Tri;

/** A pattern with wildcards and variables, compared as it is. */
export function pattern(text: string, version: PolicyVersion): Pattern {
  const parts = template(text, version);
  const fixed = constant(parts);
  if (fixed !== undefined) {
    const matches = globMatcher(fixed);
    return (value) => tri(matches(value));
  }
  return (value, context) => {
    const expanded = expand(parts, context);
    if (expanded === "unknown") return "maybe";
    return expanded === "no value" ? "no" : tri(globMatches(expanded.glob, value));
  };
}

/** A pattern of actions: case does not matter, and there are no variables. The action is given in lower case. */
export function actionPattern(text: string): (action: string) => boolean {
  return globMatcher(glob(text.toLowerCase()));
}

/** What stands only for itself, or for everything, is most of what policies say. */
function globMatcher(parts: Glob): (text: string) => boolean {
  const [first] = parts;
  if (parts.length === 1 && first?.kind === "many") return () => true;
  if (parts.every(({ kind }) => kind === "text")) {
    const literal = parts.map((part) => (part.kind === "text" ? part.text : "")).join("");
    return (text) => text === literal;
  }
  return (text) => globMatches(parts, text);
}
