import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/**
 * Holds Terraform JSON against the schemas of the real providers: unknown and missing arguments, wrong types, wrong
 * nesting, arguments that only the provider sets, and references to what is not there. Answers in sentences.
 */
export function terraformProblems(document: unknown): readonly string[] {
  const { terraform, provider, resource, data, output, ...rest } = record(document);
  const unknown = Object.keys(rest).filter((key) => key !== "//");
  return [
    ...unknown.map((key) => `unknown top level ${key}`),
    ...(terraform === undefined ? ["terraform is missing"] : []),
    ...Object.entries(record(provider)).flatMap(([name, configs]) =>
      blocks(configs).flatMap((config) => {
        const schema = PROVIDERS[name]?.provider;
        return schema === undefined
          ? [`unknown provider ${name}`]
          : blockProblems(`provider.${name}`, config, schema.block);
      }),
    ),
    ...entries(document, "resource", resource),
    ...entries(document, "data", data),
    ...outputs(document, output),
    ...requiredProviders(document),
  ];
}

type AttributeType = string | readonly [string, AttributeType | Readonly<Record<string, AttributeType>>];

interface Attribute {
  readonly type?: AttributeType;
  readonly nested_type?: { readonly attributes: Readonly<Record<string, Attribute>>; readonly nesting_mode: string };
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
}

interface BlockType {
  readonly nesting_mode: string;
  readonly min_items?: number;
  readonly max_items?: number;
  readonly block: Block;
}

interface Block {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly block_types?: Readonly<Record<string, BlockType>>;
}

interface Provider {
  readonly provider: { readonly block: Block };
  readonly resource: Readonly<Record<string, { readonly block: Block } | undefined>>;
  readonly data: Readonly<Record<string, { readonly block: Block } | undefined>>;
}

const PROVIDERS = JSON.parse(
  gunzipSync(readFileSync(join(__dirname, "providers.json.gz"))).toString("utf8"),
) as Readonly<Record<string, Provider | undefined>>;

const META: ReadonlySet<string> = new Set(["//", "depends_on", "lifecycle", "provider"]);

function entries(document: unknown, kind: "resource" | "data", section: unknown): readonly string[] {
  return Object.entries(record(section)).flatMap(([type, named]) =>
    Object.entries(record(named)).flatMap(([name, values]) => {
      const address = `${kind === "data" ? "data." : ""}${type}.${name}`;
      const schema = PROVIDERS[type.split("_")[0] ?? ""]?.[kind][type];
      if (schema === undefined) return [`${address}: unknown type`];
      const config = Object.fromEntries(Object.entries(record(values)).filter(([key]) => !META.has(key)));
      return [
        ...blockProblems(address, config, schema.block),
        ...metaProblems(address, record(values)),
        ...referenceProblems(address, document, values),
      ];
    }),
  );
}

/** An output has a value of known keys; references in it lead to what is there. */
function outputs(document: unknown, section: unknown): readonly string[] {
  return Object.entries(record(section)).flatMap(([name, output]) => {
    const { value, ...rest } = record(output);
    return [
      ...(value === undefined ? [`output.${name}: value is missing`] : []),
      ...Object.keys(rest).map((key) => `output.${name}: unknown argument ${key}`),
      ...referenceProblems(`output.${name}`, document, value),
    ];
  });
}

function metaProblems(address: string, { lifecycle, depends_on: dependsOn }: Readonly<Record<string, unknown>>) {
  const known = ["create_before_destroy", "prevent_destroy", "ignore_changes", "replace_triggered_by"];
  const unknown = Object.keys(record(lifecycle)).filter((key) => !known.includes(key));
  const list = dependsOn === undefined || (Array.isArray(dependsOn) && dependsOn.every((d) => typeof d === "string"));
  return [
    ...unknown.map((key) => `${address}.lifecycle: unknown argument ${key}`),
    ...(list ? [] : [`${address}.depends_on: not a list of addresses`]),
  ];
}

function blockProblems(path: string, values: unknown, { attributes = {}, block_types: types = {} }: Block): string[] {
  const given = record(values);
  const unknown = Object.keys(given).filter((key) => attributes[key] === undefined && types[key] === undefined);
  return [
    ...unknown.map((key) => `${path}: unknown argument ${key}`),
    ...Object.entries(attributes).flatMap(([key, attribute]) =>
      attributeProblems(`${path}.${key}`, given[key], attribute),
    ),
    ...Object.entries(types).flatMap(([key, type]) => nestedProblems(`${path}.${key}`, given[key], type)),
  ];
}

function attributeProblems(path: string, value: unknown, attribute: Attribute): string[] {
  if (value === undefined || value === null)
    return attribute.required === true ? [`${path}: required and missing`] : [];
  if (attribute.required !== true && attribute.optional !== true) return [`${path}: only the provider sets it`];
  if (attribute.nested_type === undefined) return typeProblems(path, value, attribute.type ?? "dynamic");
  const { attributes, nesting_mode: mode } = attribute.nested_type;
  if (mode === "single")
    return isRecord(value) ? blockProblems(path, value, { attributes }) : [`${path}: not an object`];
  if (!Array.isArray(value)) return [`${path}: not a list of objects`];
  return value.flatMap((item, i) => blockProblems(`${path}[${String(i)}]`, item, { attributes }));
}

function nestedProblems(path: string, value: unknown, type: BlockType): string[] {
  const items = value === undefined ? [] : blocks(value);
  if (!items.every(isRecord)) return [`${path}: not a block`];
  const most = type.nesting_mode === "single" ? 1 : (type.max_items ?? 0);
  return [
    ...(items.length < (type.min_items ?? 0) ? [`${path}: needs ${String(type.min_items)} block(s)`] : []),
    ...(most > 0 && items.length > most ? [`${path}: takes ${String(most)} block(s)`] : []),
    ...items.flatMap((item, i) => blockProblems(`${path}[${String(i)}]`, item, type.block)),
  ];
}

function typeProblems(path: string, value: unknown, type: AttributeType): string[] {
  // An expression has whatever type it evaluates to.
  if (type === "dynamic" || (typeof value === "string" && /(^|[^$])\$\{/.test(value))) return [];
  if (typeof type === "string")
    return typeof value === type.replace("bool", "boolean") ? [] : [`${path}: not a ${type}`];
  const [kind, inner] = type;
  if (kind === "list" || kind === "set") {
    if (!Array.isArray(value)) return [`${path}: not a ${kind}`];
    return value.flatMap((item, i) => typeProblems(`${path}[${String(i)}]`, item, inner as AttributeType));
  }
  if (!isRecord(value)) return [`${path}: not a ${kind}`];
  if (kind === "map") {
    return Object.entries(value).flatMap(([key, item]) => typeProblems(`${path}.${key}`, item, inner as AttributeType));
  }
  const fields = inner as Readonly<Record<string, AttributeType>>;
  return Object.entries(value).flatMap(([key, item]) => {
    const field = fields[key];
    return field === undefined ? [`${path}: unknown field ${key}`] : typeProblems(`${path}.${key}`, item, field);
  });
}

/** Every expression is a reference to a resource of the document, alone or inside base64decode(). */
function referenceProblems(address: string, document: unknown, value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => referenceProblems(address, document, item));
  if (isRecord(value)) {
    return [
      ...blocks(value.depends_on ?? []).flatMap((item) =>
        exists(document, String(item)) ? [] : [`${address}: depends on ${String(item)}, which is not there`],
      ),
      ...Object.entries(value).flatMap(([key, item]) =>
        key === "//" ? [] : referenceProblems(address, document, item),
      ),
    ];
  }
  if (typeof value !== "string") return [];
  return [...value.matchAll(/(?<![$%])[$%]\{([^}]*)\}/g)].flatMap(([expression, inner = ""]) =>
    exists(document, inner) ? [] : [`${address}: ${expression} refers to nothing`],
  );
}

function exists(document: unknown, reference: string): boolean {
  const parts = reference.split(".");
  const [section, type = "", name = ""] = parts[0] === "data" ? parts : ["resource", ...parts];
  return record(record(record(document)[section ?? ""])[type])[name] !== undefined;
}

function requiredProviders(document: unknown): string[] {
  const declared = record(record(record(document).terraform).required_providers);
  const used = [...Object.keys(record(record(document).resource)), ...Object.keys(record(record(document).data))];
  const missing = [...new Set(used.map((type) => type.split("_")[0] ?? ""))].filter(
    (name) => declared[name] === undefined,
  );
  return missing.map((name) => `terraform.required_providers: ${name} is missing`);
}

function blocks(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
