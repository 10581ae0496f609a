import { Reference, type Resource, type Values } from "../modules/access/resource";
import { readWritten } from "../modules/access/written";

/**
 * What `terraform show -json` would print of a plan that leads from one set of written documents, applied already, to
 * another. Everything stands there four times, as it does in true ones.
 */
export function planText(old: readonly unknown[], now: readonly unknown[]): string {
  const [before, after] = [appliedOf(old), appliedOf(now)];
  const shown = [...before].map(([address, { type, values }]) => ({
    address,
    mode: "managed",
    type,
    name: address.split(".")[1],
    provider_name: `registry.terraform.io/hashicorp/${type.split("_")[0] ?? ""}`,
    schema_version: 0,
    values,
    sensitive_values: {},
  }));
  const changes = [...new Set([...before.keys(), ...after.keys()])].map((address) => {
    const [was, is] = [before.get(address), after.get(address)];
    const same = JSON.stringify(was) === JSON.stringify(is);
    const action = was === undefined ? "create" : is === undefined ? "delete" : same ? "no-op" : "update";
    const values = { before: was?.values ?? null, after: is?.values ?? null, after_unknown: {} };
    const change = { actions: [action], ...values, before_sensitive: {}, after_sensitive: {} };
    return { address, mode: "managed", type: (was ?? is)?.type, change };
  });
  const region = { constant_value: readWritten(old).surroundings.region };
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.11.4",
    variables: {},
    planned_values: { root_module: { resources: shown } },
    resource_changes: changes,
    prior_state: { format_version: "1.0", values: { root_module: { resources: shown } } },
    configuration: {
      provider_config: { aws: { name: "aws", expressions: { region } } },
      root_module: { resources: [...after.values()].map(configured) },
    },
    applyable: true,
    complete: true,
    errored: false,
  });
}

function appliedOf(documents: readonly unknown[]): ReadonlyMap<string, Resource> {
  const { resources } = readWritten(documents);
  const names = new Map(resources.map(({ address, values }) => [address, values]));
  return new Map(resources.map((resource) => [resource.address, { ...resource, values: applied(resource, names) }]));
}

/** Values as they are after an apply: references have become ARNs, and the providers have added their own. */
function applied({ type, values }: Resource, names: ReadonlyMap<string, Values>): Values {
  const resolve = (value: unknown): unknown => {
    if (value instanceof Reference) return referred(value, names);
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item)]));
  };
  const own = resolve(values) as Values;
  const name = typeof own.name === "string" ? own.name : "";
  const kind = { aws_iam_role: "role", aws_iam_policy: "policy" }[type];
  return {
    ...own,
    id: `${name}-0123456789abcdef`,
    tags_all: {},
    ...(kind === undefined
      ? {}
      : { arn: `arn:aws:iam::123456789012:${kind}/${name}`, unique_id: "AROA0123456789ABCDEF" }),
  };
}

function referred({ address, attribute }: Reference, names: ReadonlyMap<string, Values>): unknown {
  const { name, bucket } = names.get(address) ?? {};
  if (attribute !== "arn") return bucket ?? name;
  const kind = address.startsWith("aws_iam_policy.") ? "policy" : "role";
  return `arn:aws:iam::123456789012:${kind}/${typeof name === "string" ? name : ""}`;
}

function configured({ address, type, values }: Resource) {
  const expressions = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, { constant_value: value }]),
  );
  return { address, mode: "managed", type, name: address.split(".")[1], provider_config_key: "aws", expressions };
}
