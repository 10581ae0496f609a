import { contains, resourcesOf } from "./difference/patterns";
import { isAbout } from "./trusted";
import type { Statement } from "./policy";
import { wildcard } from "./wildcard";

/** An action that a statement allows, on what it allows it. */
export interface Right {
  readonly action: string;
  /** ARNs or patterns; with NotResource everything. */
  readonly resources: readonly string[];
  readonly statement: Statement;
  /** Its place among the statements. */
  readonly index: number;
}

/** Finds which of some actions statements allow. Denials count where they are about all of it, whatever the circumstances. */
export function rightsTo(actions: readonly string[]): (statements: readonly Statement[]) => readonly Right[] {
  // Most statements allow the same as many others.
  const known = new Map<string, readonly string[]>();
  const allowed = (statement: Statement): readonly string[] => {
    const key = JSON.stringify([statement.Action, statement.NotAction]);
    const found = known.get(key) ?? among(statement);
    known.set(key, found);
    return found;
  };
  const lower = actions.map((action) => [action, action.toLowerCase()] as const);
  const among = ({ Action, NotAction }: Statement): readonly string[] => {
    const patterns = Action ?? NotAction;
    const exact = new Set(patterns.map((pattern) => pattern.toLowerCase()));
    const wild = patterns.filter((pattern) => /[*?]/.test(pattern)).map(wildcard);
    const isNamed = (action: string, folded: string) =>
      exact.has(folded) || wild.some((matches) => matches.test(action));
    return lower.flatMap(([action, folded]) => (isNamed(action, folded) === (Action !== undefined) ? [action] : []));
  };
  return (statements) => {
    const denials = statements.filter(({ Effect, Condition }) => Effect === "Deny" && Condition === undefined);
    return statements.flatMap((statement, index): readonly Right[] => {
      if (statement.Effect === "Deny") return [];
      const resources = statement.NotResource === undefined ? (statement.Resource ?? []) : ["*"];
      return allowed(statement).flatMap((action) => {
        const left = resources.filter((resource) => !denials.some((denial) => denies(denial, action, resource)));
        return left.length === 0 ? [] : [{ action, resources: left, statement, index }];
      });
    });
  };
}

/** Whether a denial is about all that a resource, or a pattern of some, stands for. */
function denies(denial: Statement, action: string, resource: string): boolean {
  if (!isAbout(denial, action)) return false;
  const inner = resourcesOf(resource, "identity");
  const { Resource, NotResource } = denial;
  if (NotResource !== undefined) return false;
  return (Resource ?? []).some((outer) => contains(resourcesOf(outer, "identity"), inner));
}
