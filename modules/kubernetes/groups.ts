/**
 * Whom the API server puts into a group by itself, in words; undefined for groups that people or cloud accounts are in.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens
 */
export function membersOf(group: string): string | undefined {
  const [, , namespace] = /^(system:serviceaccounts):(.+)$/.exec(group) ?? [];
  return namespace === undefined ? MEMBERS[group] : `every pod of namespace ${namespace}`;
}

/** Whether the ServiceAccounts of a namespace are in a group; of no namespace in particular: those of every one. */
export function hasServiceAccounts(group: string, namespace: string | undefined): boolean {
  if (group === "system:authenticated" || group === "system:serviceaccounts") return true;
  return namespace !== undefined && group === `system:serviceaccounts:${namespace}`;
}

const MEMBERS: Readonly<Record<string, string>> = {
  "system:authenticated": "everybody",
  "system:unauthenticated": "everybody without a name",
  "system:serviceaccounts": "every pod",
  "system:nodes": "every node",
  "system:bootstrappers": "whoever joins a node",
};
