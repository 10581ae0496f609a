import { parseArn } from "../iam/arn";
import { isInterpreted } from "./from-terraform";
import { type Resource, type Surroundings, textAt, Unknown, type Values } from "./resource";
import { type Shown, Unreadable } from "./shown";
import { shownValues } from "./shown-values";

/** A state as `terraform show -json` prints it. */
export interface State {
  readonly resources: readonly Resource[];
  readonly surroundings: Surroundings;
  /** Texts of sensitive outputs: not to be shown. */
  readonly secrets: readonly string[];
}

/** Reads a state. Throws Unreadable. */
export function readState(shown: Shown, prefix = ""): State {
  checkFormat(shown, "state");
  const values = shown.has("values") ? shown.value("values") : {};
  if (!isRecord(values)) throw new Unreadable("its values are no object");
  const resources = [...resourcesOf(values.root_module, prefix)];
  const outputs = Object.values(record(values.outputs)).map(record);
  return {
    resources,
    surroundings: surroundingsOf(resources, {}),
    secrets: secretsIn(outputs.filter(({ sensitive }) => sensitive === true).map(({ value }) => value)),
  };
}

/** Whether a document is a plan: a state has no changes. */
export function isPlan(shown: Shown): boolean {
  return ["resource_changes", "planned_values", "configuration"].some((key) => shown.has(key));
}

/**
 * Throws Unreadable for what is not what terraform prints, or of another major version: within one, only more is said.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
export function checkFormat(shown: Shown, kind: "plan" | "state"): void {
  if (shown.has("lineage") || shown.has("serial")) {
    throw new Unreadable("it is a state as terraform stores it: give what terraform show -json prints");
  }
  if (!shown.has("format_version")) {
    throw new Unreadable("it is JSON, but not what terraform show -json prints: it has no format_version");
  }
  const version = shown.value("format_version");
  if (typeof version !== "string" || !/^1\.\d+$/.test(version)) {
    throw new Unreadable(`got the format_version ${JSON.stringify(version)}, expected 1.x`);
  }
  if ((kind === "plan") !== isPlan(shown)) {
    throw new Unreadable(kind === "plan" ? "it is a state, expected a plan" : "it is a plan, expected a state");
  }
}

/** Texts in sensitive values. Shorter ones would be found everywhere. */
export function secretsIn(values: readonly unknown[]): readonly string[] {
  const found = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === "string" && value.length >= SHORTEST_SECRET) found.add(value);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(collect);
  };
  values.forEach(collect);
  return [...found];
}

const SHORTEST_SECRET = 4;

/** The account and region that resources are of: as it is configured, else as their ARNs say, if they agree. */
export function surroundingsOf(
  resources: readonly Resource[],
  configured: { readonly accounts?: unknown; readonly region?: unknown },
): Surroundings {
  const arns = resources.flatMap(
    ({ type, values }) => parseArn(textAt(values, ARN_ATTRIBUTES[type] ?? "") ?? "") ?? [],
  );
  const accounts = new Set(arns.map(({ account }) => account));
  const regions = new Set(arns.flatMap(({ region }) => (region === "" ? [] : [region])));
  const [only, ...others] = Array.isArray(configured.accounts) ? (configured.accounts as unknown[]) : [...accounts];
  const [first, ...more] = regions;
  const account = typeof only === "string" && others.length === 0 ? { account: only } : {};
  if (typeof configured.region === "string") return { ...account, region: configured.region };
  return { ...account, ...(first !== undefined && more.length === 0 ? { region: first } : {}) };
}

const ARN_ATTRIBUTES: Readonly<Record<string, string>> = {
  aws_iam_role: "arn",
  aws_eks_pod_identity_association: "association_arn",
};

function* resourcesOf(module: unknown, prefix: string): Generator<Resource> {
  const { resources, child_modules: children } = record(module);
  for (const resource of list(resources)) {
    const { address, type, mode, values, sensitive_values: sensitive, deposed_key: deposed } = record(resource);
    if (typeof address !== "string" || typeof type !== "string") {
      throw new Unreadable("one of its resources has no address or type");
    }
    if (mode === "data") continue;
    const place = `${prefix}${address}${deposed === undefined ? "" : ` (deposed ${JSON.stringify(deposed)})`}`;
    const known = isInterpreted(type)
      ? shownValues({ values, sensitive, other: values }, (path) => new Unknown(`${place}: ${path.join(".")}`))
      : {};
    yield { address: place, type, values: known };
  }
  for (const child of list(children)) yield* resourcesOf(child, prefix);
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Unreadable("its resources are no list");
  return value;
}

function record(value: unknown): Values {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
