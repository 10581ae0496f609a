import { canonicalRules, type PolicyRule } from "./rbac";

/** Rules and where they count: in one namespace, or everywhere. */
export interface ScopedRules {
  readonly scope: { readonly namespace: string } | "cluster";
  readonly rules: readonly PolicyRule[];
}

export interface RuleDifference {
  readonly gained: readonly ScopedRules[];
  readonly lost: readonly ScopedRules[];
}

/**
 * Compares rules by what they allow: each is taken apart into one verb on one resource (of one name, where it names
 * some), and of these remain those that no rule of the other side covers.
 */
export function ruleDifference(before: readonly ScopedRules[], after: readonly ScopedRules[]): RuleDifference {
  return { gained: uncovered(after, before), lost: uncovered(before, after) };
}

/** Whether two sets of rules may be about the same requests: a wildcard of one is about what the other names. */
export function rulesMeet(a: ScopedRules, b: ScopedRules): boolean {
  return (
    (a.scope === "cluster" || b.scope === "cluster" || a.scope.namespace === b.scope.namespace) &&
    a.rules.some((own) => b.rules.some((other) => ruleMeets(own, other)))
  );
}

/** What of some rules no rule of others covers, by scope. */
export function uncovered(own: readonly ScopedRules[], others: readonly ScopedRules[]): readonly ScopedRules[] {
  const left = new Map<string, { readonly scope: ScopedRules["scope"]; readonly rules: PolicyRule[] }>();
  for (const { scope, rules } of own) {
    const reaching = others.filter((other) => scopeCovers(other.scope, scope)).flatMap((other) => other.rules);
    const remaining = rules.flatMap((rule) => rest(rule, reaching));
    if (remaining.length === 0) continue;
    const key = scope === "cluster" ? "" : scope.namespace;
    const group = left.get(key) ?? { scope, rules: [] };
    left.set(key, group);
    group.rules.push(...remaining);
  }
  return [...left.values()].map(({ scope, rules }) => ({ scope, rules: canonicalRules(rules) }));
}

/** What is left of a rule: the whole of it, where others cover nothing. */
function rest(rule: PolicyRule, others: readonly PolicyRule[]): readonly PolicyRule[] {
  if (others.length === 0) return [rule];
  const atoms = atomsOf(rule);
  const left = atoms.filter((atom) => !others.some((other) => ruleCovers(other, atom)));
  return left.length === atoms.length ? [rule] : merged(left);
}

/** One verb on one resource or path; without a name, on all of them. */
type Atom =
  | { readonly verb: string; readonly group: string; readonly resource: string; readonly name?: string }
  | { readonly verb: string; readonly url: string };

function atomsOf({ apiGroups, resources, resourceNames, nonResourceURLs, verbs }: PolicyRule): readonly Atom[] {
  const names = resourceNames.length === 0 ? [undefined] : resourceNames;
  return verbs.flatMap((verb) => [
    ...nonResourceURLs.map((url): Atom => ({ verb, url })),
    ...apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        names.map((name): Atom => ({ verb, group, resource, ...(name === undefined ? {} : { name }) })),
      ),
    ),
  ]);
}

function scopeCovers(outer: ScopedRules["scope"], inner: ScopedRules["scope"]): boolean {
  return outer === "cluster" || (inner !== "cluster" && outer.namespace === inner.namespace);
}

function ruleCovers(rule: PolicyRule, atom: Atom): boolean {
  if (!holds(rule.verbs, atom.verb)) return false;
  if ("url" in atom) return rule.nonResourceURLs.some((url) => urlCovers(url, atom.url));
  return (
    holds(rule.apiGroups, atom.group) &&
    rule.resources.some((resource) => resourceCovers(resource, atom.resource)) &&
    (rule.resourceNames.length === 0 || (atom.name !== undefined && rule.resourceNames.includes(atom.name)))
  );
}

function ruleMeets(a: PolicyRule, b: PolicyRule): boolean {
  const both = (own: readonly string[], other: readonly string[]) =>
    own.some((word) => holds(other, word)) || other.some((word) => holds(own, word));
  if (!both(a.verbs, b.verbs)) return false;
  return a.nonResourceURLs.some((url) =>
    b.nonResourceURLs.some((other) => urlCovers(url, other) || urlCovers(other, url)),
  )
    ? true
    : both(a.apiGroups, b.apiGroups) &&
        a.resources.some((own) =>
          b.resources.some((other) => resourceCovers(own, other) || resourceCovers(other, own)),
        );
}

function holds(words: readonly string[], word: string): boolean {
  return words.includes("*") || words.includes(word);
}

/** A rule on all resources is on their subresources, too. */
function resourceCovers(outer: string, inner: string): boolean {
  return outer === "*" || outer === inner || (outer.startsWith("*/") && inner.endsWith(outer.slice(1)));
}

/** Only an asterisk at the end of a path stands for others; several count as one. */
function urlCovers(outer: string, inner: string): boolean {
  if (!outer.endsWith("*")) return outer === inner;
  return inner.replace(/\*+$/, "").startsWith(outer.replace(/\*+$/, ""));
}

/** Rules that say together what single ones said: as few as it takes without saying more. */
function merged(atoms: readonly Atom[]): readonly PolicyRule[] {
  const single = atoms.map((atom): PolicyRule => {
    const nothing = { apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [], verbs: [atom.verb] };
    if ("url" in atom) return { ...nothing, nonResourceURLs: [atom.url] };
    const { group, resource, name } = atom;
    return { ...nothing, apiGroups: [group], resources: [resource], resourceNames: name === undefined ? [] : [name] };
  });
  return MERGING.reduce<readonly PolicyRule[]>(joined, canonicalRules(single));
}

const MERGING = ["verbs", "resources", "apiGroups", "resourceNames", "nonResourceURLs"] as const;

/** Joins rules that differ in one list only. None at all is another thing than some: of names, it means all. */
function joined(rules: readonly PolicyRule[], list: keyof PolicyRule): readonly PolicyRule[] {
  const groups = new Map<string, PolicyRule>();
  for (const rule of rules) {
    const key = JSON.stringify({ ...rule, [list]: rule[list].length === 0 });
    const group = groups.get(key);
    groups.set(key, group === undefined ? rule : { ...rule, [list]: [...group[list], ...rule[list]] });
  }
  return canonicalRules([...groups.values()]);
}
