import type { Binding } from "../access/model";

/** Where a binding holds, for people. */
export function scopeText(scope: Binding["scope"]): string {
  return scope === "cluster" ? "in the whole cluster" : `in namespace ${scope.namespace}`;
}

/** What an acceptance names a binding's place by: the namespace, or `*` for the whole cluster. */
export function scopeName(scope: Binding["scope"]): string {
  return scope === "cluster" ? "*" : scope.namespace;
}
