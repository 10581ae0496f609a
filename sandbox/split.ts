import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { KubernetesObject } from "../modules/access/living";
import { listAt, type Resource, textAt } from "../modules/access/resource";
import { readWritten } from "../modules/access/written";
import type { Applier } from "./applier";
import type { AwsApi } from "./aws-api";
import { command, type CommandOptions, succeed } from "./command";
import { component } from "./components";
import { FullApplier } from "./full";
import { manifestOf } from "./manifests";
import { type Change, emulatedEnv } from "./terraform";

/**
 * Applies stacks where the Terraform providers of Kubernetes and Helm are not at hand: AWS by terraform from the same
 * JSON, Kubernetes by kubectl server-side, releases by helm. What was applied is kept by address, so that what is no
 * longer written is deleted.
 */
export class SplitApplier implements Applier {
  readonly mode = "split";
  private readonly aws: FullApplier;

  /** @param stacks folder with a folder for each stack; `folder`: own, at the same depth for the state beside it */
  constructor(
    private readonly stacks: string,
    private readonly folder: string,
    cache: string,
    api: AwsApi,
    private readonly kubeconfig: string,
  ) {
    this.aws = new FullApplier(join(folder, "stacks"), cache, api);
  }

  async init(stack: string): Promise<void> {
    if (this.writeAws(stack)) await this.aws.init(stack);
  }

  async plan(stack: string): Promise<readonly Change[]> {
    const aws = this.writeAws(stack) ? await this.aws.plan(stack) : [];
    const resources = this.resources(stack);
    const objects = await this.planObjects(stack, resources.filter(isObject));
    const releases = await Promise.all(resources.filter(isRelease).map((release) => this.planRelease(release)));
    return [...aws, ...objects, ...releases.flat(), ...this.dropped(stack).map(deleted)];
  }

  async apply(stack: string, options: CommandOptions = {}): Promise<void> {
    if (this.writeAws(stack)) await this.aws.apply(stack, options);
    const resources = this.resources(stack);
    const objects = resources.filter(isObject);
    for (const dropped of this.dropped(stack)) await this.remove(dropped);
    for (const phase of phases(objects)) await this.kubectl(["apply", ...SERVER_SIDE], phase);
    await this.removeAnnotations(
      objects.filter(({ type }) => type === "kubernetes_service_account_v1").map(manifestOf),
    );
    for (const release of resources.filter(isRelease)) await this.install(stack, release);
    writeFileSync(this.inventory(stack), JSON.stringify(resources.filter((r) => isObject(r) || isRelease(r))));
  }

  async destroy(stack: string): Promise<void> {
    for (const resource of [...this.applied(stack)].sort(byPhase).reverse()) await this.remove(resource);
    writeFileSync(this.inventory(stack), "[]");
    if (this.writeAws(stack)) await this.aws.destroy(stack);
  }

  /** Writes the part of a stack that is of AWS; false where there is none. */
  private writeAws(stack: string): boolean {
    const document = this.document(stack);
    const isAws = (address: string) => address.startsWith("aws");
    const resource = Object.fromEntries(
      Object.entries(document.resource ?? {})
        .filter(([type]) => isAws(type))
        .map(([type, named]) => [
          type,
          Object.fromEntries(
            Object.entries(named).map(([name, { depends_on: before, ...values }]) => [
              name,
              { ...values, ...(before === undefined ? {} : { depends_on: before.filter(isAws) }) },
            ]),
          ),
        ]),
    );
    const only = <T>(providers: Readonly<Record<string, T>>) =>
      Object.fromEntries(Object.entries(providers).filter(([name]) => isAws(name)));
    const { terraform } = document;
    const aws = {
      ...document,
      provider: only(document.provider),
      resource,
      terraform: { ...terraform, required_providers: only(terraform.required_providers) },
    };
    mkdirSync(join(this.folder, "stacks", stack), { recursive: true });
    writeFileSync(join(this.folder, "stacks", stack, "cdk.tf.json"), JSON.stringify(aws));
    return "aws" in aws.provider;
  }

  private async planObjects(stack: string, resources: readonly Resource[]): Promise<readonly Change[]> {
    const applied = new Set(this.applied(stack).map(identityOf));
    const existing = new Set((await this.kubectl(["get", "namespaces", "-o", "name"])).split("\n"));
    // In a namespace that is not there nothing can be compared: it is all new.
    const fresh = resources.filter((resource) => {
      const { namespace } = manifestOf(resource).metadata;
      return namespace !== undefined && !existing.has(`namespace/${namespace}`);
    });
    const comparable = resources.filter((resource) => !fresh.includes(resource));
    const objects = comparable.map(manifestOf);
    const differing = new Set(
      objects.length === 0 ? [] : [...(await this.differing(objects)), ...(await this.annotated(objects))],
    );
    return [
      ...fresh.map(({ address }) => ({ address, actions: ["create"] })),
      ...comparable
        .filter((resource) => differing.has(diffName(manifestOf(resource))))
        .map((resource) => ({
          address: resource.address,
          actions: [applied.has(identityOf(resource)) ? "update" : "create"],
        })),
    ];
  }

  /** Names, as kubectl diff gives them, of the objects with annotations by hand, which Terraform would take away. */
  private async annotated(objects: readonly KubernetesObject[]): Promise<readonly string[]> {
    // Of one object kubectl prints the object, of several a list, of none nothing.
    const text = await this.kubectl(["get", "--ignore-not-found", "-o", "json", "-f", "-"], objects);
    const found = (text === "" ? { items: [] } : JSON.parse(text)) as KubernetesObject & {
      items?: readonly KubernetesObject[];
    };
    const items = found.items ?? [found];
    return items.filter((item) => foreignAnnotations(item).length > 0).map(diffName);
  }

  private async removeAnnotations(objects: readonly KubernetesObject[]): Promise<void> {
    for (const object of objects) {
      const { kind, metadata } = object;
      const { name, namespace } = metadata;
      const at = namespace === undefined ? [] : ["--namespace", namespace];
      const live = await this.kubectl(["get", kind, name, ...at, "-o", "json"]);
      const foreign = foreignAnnotations(JSON.parse(live) as KubernetesObject);
      if (foreign.length > 0) await this.kubectl(["annotate", kind, name, ...at, ...foreign.map((key) => `${key}-`)]);
    }
  }

  /** Names, as kubectl diff gives them, of the objects that an apply would change. */
  private async differing(objects: readonly KubernetesObject[]): Promise<readonly string[]> {
    const { code, stdout, stderr } = await command(
      component("kubectl"),
      ["--kubeconfig", this.kubeconfig, "diff", ...SERVER_SIDE],
      { input: listOf(objects), env: { ...emulatedEnv(), KUBECTL_EXTERNAL_DIFF: "diff -rqN" } },
    );
    if (code > 1 || code < 0) throw new Error(`kubectl diff failed: ${stderr}`);
    const names = stdout.split("\n").map((line) => /^Files \S*\/(\S+) and /.exec(line)?.[1]);
    return names.flatMap((name) => name ?? []);
  }

  private async planRelease({ address, values }: Resource): Promise<readonly Change[]> {
    const [name = "", namespace = ""] = [textAt(values, "name"), textAt(values, "namespace")];
    const { code, stdout } = await this.helm(["get", "values", name, "--namespace", namespace, "--output", "json"]);
    if (code !== 0) return [{ address, actions: ["create"] }];
    const same = JSON.stringify(sorted(JSON.parse(stdout))) === JSON.stringify(sorted(valuesOf(values)));
    return same ? [] : [{ address, actions: ["update"] }];
  }

  private async install(stack: string, { values }: Resource): Promise<void> {
    const [name = "", namespace = "", chart = ""] = ["name", "namespace", "chart"].map((key) => textAt(values, key));
    const [repository, version] = [textAt(values, "repository"), textAt(values, "version")];
    const path = repository === undefined && !isAbsolute(chart) ? resolve(this.stacks, stack, chart) : chart;
    const { code, stderr } = await this.helm(
      [
        ...["upgrade", name, path, "--install", "--namespace", namespace, "--atomic", "--values", "-"],
        ...(repository === undefined ? [] : ["--repo", repository]),
        ...(version === undefined ? [] : ["--version", version]),
      ],
      JSON.stringify(valuesOf(values)),
    );
    if (code !== 0) throw new Error(`helm upgrade ${name} failed: ${stderr}`);
  }

  private async remove(resource: Resource): Promise<void> {
    if (!isRelease(resource)) {
      await this.kubectl(["delete", "--ignore-not-found", "-f", "-"], [manifestOf(resource)]);
      return;
    }
    const [name = "", namespace = ""] = [textAt(resource.values, "name"), textAt(resource.values, "namespace")];
    const { code, stderr } = await this.helm(["uninstall", name, "--namespace", namespace, "--ignore-not-found"]);
    if (code !== 0) throw new Error(`helm uninstall ${name} failed: ${stderr}`);
  }

  private kubectl(args: readonly string[], objects?: readonly KubernetesObject[]): Promise<string> {
    const input = objects === undefined ? {} : { input: listOf(objects) };
    return succeed(component("kubectl"), ["--kubeconfig", this.kubeconfig, ...args], { env: emulatedEnv(), ...input });
  }

  private helm(args: readonly string[], input = "") {
    return command(component("helm"), ["--kubeconfig", this.kubeconfig, ...args], { env: emulatedEnv(), input });
  }

  private document(stack: string): Document {
    return JSON.parse(readFileSync(join(this.stacks, stack, "cdk.tf.json"), "utf8")) as Document;
  }

  private resources(stack: string): readonly Resource[] {
    return readWritten([this.document(stack)]).resources;
  }

  private inventory(stack: string): string {
    const file = join(this.folder, "inventory", `${stack}.json`);
    mkdirSync(dirname(file), { recursive: true });
    return file;
  }

  private applied(stack: string): readonly Resource[] {
    const file = this.inventory(stack);
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as readonly Resource[]) : [];
  }

  /** What was applied and is no longer written: an object of another name or namespace is another object. */
  private dropped(stack: string): readonly Resource[] {
    const written = new Set(this.resources(stack).map(identityOf));
    return this.applied(stack).filter((resource) => !written.has(identityOf(resource)));
  }
}

interface Document {
  readonly provider: Readonly<Record<string, unknown>>;
  readonly resource?: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly depends_on?: readonly string[]; readonly [name: string]: unknown }>>
    >
  >;
  readonly terraform: {
    readonly required_providers: Readonly<Record<string, unknown>>;
    readonly [part: string]: unknown;
  };
}

const SERVER_SIDE = ["--server-side", "--force-conflicts", "--field-manager=jobrole", "-f", "-"];

const isRelease = ({ type }: Resource): boolean => type === "helm_release";
const isObject = ({ type }: Resource): boolean => type.startsWith("kubernetes_");
const identityOf = (resource: Resource): string =>
  `${resource.address} ${isObject(resource) ? diffName(manifestOf(resource)) : ""}`;
const deleted = ({ address }: Resource): Change => ({ address, actions: ["delete"] });

/** Annotations that we did not write (we write none) and that Kubernetes did not. */
function foreignAnnotations({ metadata }: KubernetesObject): readonly string[] {
  return Object.keys(metadata.annotations ?? {}).filter((key) => !/(^|\.)kubernetes\.io\//.test(key));
}

/** Guards before the namespaces that they guard, namespaces before what is in them. */
const PHASES = ["kubernetes_manifest", "kubernetes_namespace_v1"];

function byPhase(a: Resource, b: Resource): number {
  const phase = ({ type }: Resource) => (PHASES.includes(type) ? PHASES.indexOf(type) : PHASES.length);
  return phase(a) - phase(b);
}

function phases(resources: readonly Resource[]): readonly (readonly KubernetesObject[])[] {
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  const rest = resources.filter(({ type }) => !PHASES.includes(type));
  return [...PHASES.map(of), rest].filter((phase) => phase.length > 0).map((phase) => phase.map(manifestOf));
}

function listOf(items: readonly KubernetesObject[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

/** The name of an object's file in a kubectl diff: group.version.kind.namespace.name. */
function diffName({ apiVersion, kind, metadata }: KubernetesObject): string {
  return `${apiVersion.replace("/", ".")}.${kind}.${metadata.namespace ?? ""}.${metadata.name}`;
}

function valuesOf(values: Resource["values"]): unknown {
  const [text] = listAt(values, "values");
  return typeof text === "string" ? (JSON.parse(text) as unknown) : {};
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, sorted(item)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
}
