import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type Configuration, readConfiguration } from "./configuration";
import { isInterpreted } from "./from-terraform";
import { at, listAt, type Resource, type Surroundings, textAt, Unknown, type Values } from "./resource";
import { type Shown, Unreadable } from "./shown";
import { shownValues } from "./shown-values";
import { checkFormat, secretsIn, surroundingsOf } from "./state";

/** A plan as `terraform show -json` prints it. */
export interface Plan {
  /** As the last apply left it in the state, before anything was done by hand. */
  readonly recorded: readonly Resource[];
  /** As it is now. */
  readonly before: readonly Resource[];
  /** As it will be. */
  readonly after: readonly Resource[];
  readonly surroundings: Surroundings;
  /** What terraform will do, resources without a change left out. */
  readonly actions: readonly PlannedAction[];
  /** Texts of sensitive variables and outputs, which stand in a plan in clear text: not to be shown. */
  readonly secrets: readonly string[];
  /** Whether it is all that would have to be done: one with targets, or of what was put off, is not. */
  readonly complete: boolean;
  /** Values that are known only after apply and were taken for the attribute that they refer to: their places. */
  readonly assumed: readonly string[];
}

export interface PlannedAction {
  readonly address: string;
  readonly type: string;
  readonly action: "create" | "update" | "delete" | "replace" | "forget";
  /** Of the values before and after, sensitive ones apart. */
  readonly fingerprint: string;
}

/**
 * Reads a plan: two sides of every resource. What is known only after apply is a reference where the configuration
 * shows to what, else unknown. Throws Unreadable.
 *
 * @param prefix put before every address, where several plans are read as one
 */
export function readPlan(shown: Shown, prefix = ""): Plan {
  checkFormat(shown, "plan");
  if (
    !shown.has("resource_changes") &&
    Object.keys(record(record(shown.value("planned_values")).root_module)).length > 0
  ) {
    throw new Unreadable("it has planned values, but no resource_changes");
  }
  if (shown.value("errored") === true) throw new Unreadable("it is of a plan that ended with an error: plan again");
  const raw = [...shown.items("resource_changes")].flatMap(changeOf);
  const addresses = new Set(raw.map(({ address }) => address));
  const configuration = readConfiguration(shown.value("configuration"), (address) => addresses.has(address));
  const assumed: string[] = [];
  const sides = raw.map((change) => sidesOf(change, configuration, prefix, assumed));
  const drifted = new Map([...shown.items("resource_drift")].flatMap(changeOf).map((drift) => [drift.address, drift]));
  const before = sides.flatMap((side) => side.before ?? []);
  const recorded = sides.flatMap(({ raw: { address }, before: now }) => {
    const drift = drifted.get(address);
    return drift === undefined ? (now ?? []) : (sidesOf(drift, configuration, prefix, []).before ?? []);
  });
  const gone = [...drifted.values()].filter(({ address, deposed }) => !addresses.has(address) && deposed === undefined);
  return {
    recorded:
      drifted.size === 0
        ? before
        : [...recorded, ...gone.flatMap((drift) => sidesOf(drift, configuration, prefix, []).before ?? [])],
    before,
    after: withoutStale(
      sides.flatMap((side) => side.after ?? []),
      before,
      (address, name) => configuration.hasArgument(address.slice(prefix.length), name) !== false,
    ),
    surroundings: surroundingsOf(before, {
      accounts: configuration.awsProvider("allowed_account_ids"),
      region: configuration.awsProvider("region"),
    }),
    actions: sides.flatMap(({ action }) => action ?? []),
    secrets: secretsOf(shown, configuration),
    complete: shown.value("complete") !== false,
    assumed,
  };
}

interface RawChange {
  readonly address: string;
  readonly type: string;
  readonly deposed?: unknown;
  readonly action: PlannedAction["action"] | "none";
  readonly change: Values;
}

/** By the actions of a plan, which name a replacement by its two steps. */
const ACTIONS: Readonly<Record<string, RawChange["action"]>> = {
  "no-op": "none",
  create: "create",
  update: "update",
  delete: "delete",
  "delete,create": "replace",
  "create,delete": "replace",
  forget: "forget",
};

function changeOf(item: unknown): readonly RawChange[] {
  const { address, type, mode, change, deposed } = record(item);
  const { actions } = record(change);
  if (typeof address !== "string" || typeof type !== "string" || !Array.isArray(actions)) {
    throw new Unreadable("one of its resource_changes has no address, type or actions");
  }
  if (mode === "data") return [];
  const named = actions.join();
  const action = Object.hasOwn(ACTIONS, named) ? ACTIONS[named] : undefined;
  if (action === undefined) {
    throw new Unreadable(`got the actions ${JSON.stringify(actions)} of ${address}, which are not known here`);
  }
  return [{ address, type, deposed, action, change: record(change) }];
}

interface Sides {
  readonly raw: RawChange;
  readonly before?: Resource;
  readonly after?: Resource;
  readonly action?: PlannedAction;
}

function sidesOf(raw: RawChange, configuration: Configuration, prefix: string, assumed: string[]): Sides {
  const { type, change, action } = raw;
  const deposed = raw.deposed === undefined ? "" : ` (deposed ${JSON.stringify(raw.deposed)})`;
  const address = `${prefix}${raw.address}${deposed}`;
  const changes = action !== "none" || !isDeepStrictEqual(change.before, change.after);
  // Of what is not interpreted only that it is there counts, and whether it changes.
  if (!isInterpreted(type) && !changes) {
    const same = { address, type, values: {} };
    return { raw, before: same, after: same };
  }
  // That a sensitive value changes is said of the side after: said of both, it would look the same.
  const old = { values: change.before, sensitive: change.before_sensitive, other: change.before };
  const values = shownValues(old, (path) => new Unknown(`${address}: ${path.join(".")}`));
  const before = change.before === null ? undefined : { address, type, values };
  if (!changes) return { raw, ...(before === undefined ? {} : { before, after: before }) };

  const next = {
    values: change.after,
    unknown: change.after_unknown,
    sensitive: change.after_sensitive,
    other: change.before,
  };
  const afterValues = shownValues(next, (path, among) => {
    const reference = configuration.referenceOf(raw.address, path, among);
    if (reference === undefined) return new Unknown(`${address}.${path.join(".")} is known after apply`);
    assumed.push(`${address}.${path.join(".")}`);
    return Object.assign(reference, { address: `${prefix}${reference.address}` });
  });
  const after = { address, type, values: afterValues };
  const left = action === "forget" ? before : action === "delete" ? undefined : after;
  const fingerprint = fingerprintOf([action, type, values, afterValues]);
  return {
    raw,
    ...(before === undefined ? {} : { before }),
    ...(left === undefined ? {} : { after: left }),
    action: { address, type, action: action === "none" ? "update" : action, fingerprint },
  };
}

/**
 * A role's lists of its policies are what the last refresh found where they are not written: after the apply they are
 * that without what attachments of the plan held, which say by themselves what stays.
 */
function withoutStale(
  after: readonly Resource[],
  before: readonly Resource[],
  isArgument: (address: string, name: string) => boolean,
): readonly Resource[] {
  const held = new Set(before.flatMap(heldOf));
  const old = new Map(
    before.filter(({ type }) => type === "aws_iam_role").map(({ address, values }) => [address, values]),
  );
  return after.map((resource) => {
    if (resource.type !== "aws_iam_role") return resource;
    const { address, values } = resource;
    const name = textAt(values, "name");
    const last = old.get(address);
    const stays = last !== undefined && name !== undefined && textAt(last, "name") === name;
    const rest: Record<string, unknown> = { ...values };
    for (const [list, keyOf] of [
      ["managed_policy_arns", (item: unknown) => String(item)],
      ["inline_policy", (item: unknown) => String(at(item, "name"))],
    ] as const) {
      if (isArgument(address, list)) continue;
      rest[list] = stays ? listAt(last, list).filter((item) => !held.has(`${list} ${name} ${keyOf(item)}`)) : [];
    }
    return { ...resource, values: rest };
  });
}

/** What resources hold of the lists of roles. */
function heldOf({ type, values }: Resource): readonly string[] {
  const managed = (role: unknown, arn: unknown) => `managed_policy_arns ${String(role)} ${String(arn)}`;
  switch (type) {
    case "aws_iam_role_policy":
      return [`inline_policy ${String(at(values, "role"))} ${String(at(values, "name"))}`];
    case "aws_iam_role_policy_attachment":
      return [managed(at(values, "role"), at(values, "policy_arn"))];
    case "aws_iam_role_policy_attachments_exclusive":
      return listAt(values, "policy_arns").map((arn) => managed(at(values, "role_name"), arn));
    case "aws_iam_policy_attachment":
      return listAt(values, "roles").map((role) => managed(role, at(values, "policy_arn")));
    default:
      return [];
  }
}

function secretsOf(shown: Shown, configuration: Configuration): readonly string[] {
  const variables = record(shown.value("variables"));
  const named = configuration.sensitiveVariables.map((name) => record(variables[name]).value);
  const outputs = Object.values(record(shown.value("output_changes"))).flatMap((output) => {
    const { before, after, before_sensitive, after_sensitive } = record(output);
    return [...(before_sensitive === true ? [before] : []), ...(after_sensitive === true ? [after] : [])];
  });
  return secretsIn([...named, ...outputs]);
}

function fingerprintOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

function record(value: unknown): Values {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Values) : {};
}
