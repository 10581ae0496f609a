import type { GrantedAction, Target } from "./granted-actions";
import { policyDocument, type PlainStatement } from "./policy";

/** The statements that allow the actions of a level, each on what it is for. Throws where no resource is told. */
export function levelStatements(
  level: readonly GrantedAction[],
  resources: Readonly<Partial<Record<Target, readonly string[]>>>,
): readonly PlainStatement[] {
  const statements = [...new Set(level.map(({ on }) => on))].map((on): PlainStatement => {
    const Resource = resources[on];
    if (Resource === undefined) throw new Error(`no resource is told for ${on}`);
    return {
      Effect: "Allow",
      Action: level.filter((granted) => granted.on === on).map(({ action }) => action),
      Resource,
    };
  });
  return policyDocument(statements).Statement;
}
