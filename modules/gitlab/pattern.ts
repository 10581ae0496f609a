/**
 * The overwrite pattern that admits exactly these names. The runner uses Go's `MatchString`, which finds a match
 * anywhere: only the group between both anchors is closed. Empty for no names: the runner then ignores the wish.
 *
 * @see https://docs.gitlab.com/runner/executors/kubernetes/#overwrite-the-kubernetes-default-service-account
 */
export function overwritePattern(names: readonly string[]): string {
  if (names.length === 0) return "";
  const quoted = [...new Set(names)].sort().map((name) => name.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&"));
  return `^(?:${quoted.join("|")})$`;
}
