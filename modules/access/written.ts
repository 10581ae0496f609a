import { Reference, type Resource, type Surroundings, Unknown, type Values } from "./resource";

/** Terraform JSON as it is written: several stacks are read as one. */
export interface Written {
  readonly resources: readonly Resource[];
  readonly surroundings: Surroundings;
}

/**
 * Reads written Terraform JSON documents: references to what has a value in the same document become that value,
 * others stay references, and templates that are more than one reference are unknown.
 */
export function readWritten(documents: readonly unknown[]): Written {
  const resources = documents.flatMap((document) => {
    const raw = rawResources(document);
    const byAddress = new Map(raw.map((resource) => [resource.address, resource]));
    return raw.map((resource) => ({ ...resource, values: resolveValues(resource.values, byAddress) as Values }));
  });
  return { resources, surroundings: surroundingsOf(documents) };
}

function rawResources(document: unknown): readonly Resource[] {
  return Object.entries(record(record(document).resource)).flatMap(([type, named]) =>
    Object.entries(record(named)).map(([name, values]) => ({
      address: `${type}.${name}`,
      type,
      values: record(values),
    })),
  );
}

function surroundingsOf(documents: readonly unknown[]): Surroundings {
  for (const document of documents) {
    const configs = record(record(document).provider).aws;
    const aws = record(Array.isArray(configs) ? configs[0] : configs);
    const accounts = aws.allowed_account_ids;
    const account: unknown = Array.isArray(accounts) && accounts.length === 1 ? accounts[0] : undefined;
    if (typeof account === "string" && typeof aws.region === "string") return { account, region: aws.region };
  }
  return {};
}

type ByAddress = ReadonlyMap<string, Resource>;

const REFERENCE = /^\$\{([a-z][a-z0-9_]*\.[A-Za-z_][A-Za-z0-9_-]*)\.([A-Za-z0-9_.[\]]+)\}$/;

function resolveValues(value: unknown, resources: ByAddress): unknown {
  if (typeof value === "string") return resolveText(value, resources);
  if (Array.isArray(value)) return value.map((item: unknown) => resolveValues(item, resources));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [unescape(key), resolveValues(item, resources)]),
  );
}

function resolveText(text: string, resources: ByAddress): unknown {
  const [, address, attribute] = REFERENCE.exec(text) ?? [];
  if (address !== undefined && attribute !== undefined) {
    const steps = attribute.split(/[.[\]]+/).filter((step) => step !== "" && !/^\d+$/.test(step));
    let found: unknown = resources.get(address)?.values;
    for (const step of steps) found = record(Array.isArray(found) ? found[0] : found)[step];
    return typeof found === "string" ? resolveText(found, resources) : new Reference(address, attribute);
  }
  // What is left of a template once the escapes are taken out cannot be told before Terraform evaluates it.
  if (/[$%]\{/.test(text.replace(/(\$\$|%%)\{/g, " "))) return new Unknown(`a template: ${text}`);
  return unescape(text);
}

function unescape(text: string): string {
  return text.replace(/(\$\$|%%)(?=\{)/g, (escape) => escape.charAt(0));
}

function record(value: unknown): Values {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Values) : {};
}
