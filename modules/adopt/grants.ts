import type { Binding } from "../access/model";
import type { Statement } from "../iam/policy";

/** The grant that says a statement, as plain data of a declaration; none where no grant can, which is noted. */
export function grantOf(statement: Statement, note: (text: string) => void): readonly object[] {
  const { Effect, Action, Resource: resources, Condition, Principal } = statement;
  const said = Action !== undefined && resources !== undefined;
  const plain = Effect === "Allow" && said && Principal === undefined;
  if (!plain || Action.some((action) => !/^[a-z0-9-]+:[A-Za-z0-9*?]+$/i.test(action))) {
    note(`has a statement that a grant cannot say, and loses it: ${JSON.stringify(statement)}`);
    return [];
  }
  return [{ actions: Action, resources, ...(Condition === undefined ? {} : { conditions: Condition }) }];
}

/** The grant that says a binding. */
export function bindingGrant({ scope, grants }: Binding): object {
  const where = scope === "cluster" ? { cluster: true } : { namespace: scope.namespace };
  if ("clusterRole" in grants) return { ...where, role: grants.clusterRole };
  return {
    ...where,
    rules: grants.rules.map(({ apiGroups, resources, resourceNames, nonResourceURLs, verbs }) => ({
      ...(apiGroups.length === 0 ? {} : { apiGroups }),
      ...(resources.length === 0 ? {} : { resources }),
      ...(resourceNames.length === 0 ? {} : { resourceNames }),
      ...(nonResourceURLs.length === 0 ? {} : { nonResourceURLs }),
      verbs,
    })),
  };
}
