import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Resource } from "../modules/access/resource";
import { readWritten } from "../modules/access/written";
import type { Applier } from "./applier";
import type { AwsApi } from "./aws-api";
import type { CommandOptions } from "./command";
import { FullApplier } from "./full";
import { byPhase, identityOf, Objects } from "./objects";
import { Releases } from "./releases";
import type { Change } from "./terraform";

/**
 * Applies stacks where the Terraform providers of Kubernetes and Helm are not at hand: AWS by terraform from the same
 * JSON, Kubernetes by kubectl server-side, releases by helm. What was applied is kept by address, so that what is no
 * longer written is deleted.
 */
export class SplitApplier implements Applier {
  readonly mode = "split";
  private readonly aws: FullApplier;
  private readonly objects: Objects;
  private readonly releases: Releases;

  /** @param stacks folder with a folder for each stack; `folder`: own, at the same depth for the state beside it */
  constructor(
    private readonly stacks: string,
    private readonly folder: string,
    cache: string,
    api: AwsApi,
    kubeconfig: string,
  ) {
    this.aws = new FullApplier(join(folder, "stacks"), cache, api);
    this.objects = new Objects(kubeconfig);
    this.releases = new Releases(kubeconfig);
  }

  async init(stack: string): Promise<void> {
    if (this.writeAws(stack)) await this.aws.init(stack);
  }

  async plan(stack: string): Promise<readonly Change[]> {
    const aws = this.writeAws(stack) ? await this.aws.plan(stack) : [];
    const resources = this.resources(stack);
    const objects = await this.objects.plan(resources.filter(isObject), this.applied(stack).filter(isObject));
    const releases = await Promise.all(resources.filter(isRelease).map((release) => this.releases.plan(release)));
    const dropped = this.dropped(stack).map(({ address }) => ({ address, actions: ["delete"] }));
    return [...aws, ...objects, ...releases.flat(), ...dropped];
  }

  async apply(stack: string, options: CommandOptions = {}): Promise<void> {
    if (this.writeAws(stack)) await this.aws.apply(stack, options);
    const resources = this.resources(stack);
    for (const dropped of this.dropped(stack)) await this.remove(dropped);
    await this.objects.apply(resources.filter(isObject));
    for (const release of resources.filter(isRelease)) await this.releases.install(join(this.stacks, stack), release);
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
      // Objects of Kubernetes that exist are taken over as they are applied.
      ...(document.import === undefined ? {} : { import: document.import.filter(({ to }) => isAws(to)) }),
    };
    mkdirSync(join(this.folder, "stacks", stack), { recursive: true });
    writeFileSync(join(this.folder, "stacks", stack, "cdk.tf.json"), JSON.stringify(aws));
    return "aws" in aws.provider;
  }

  private async remove(resource: Resource): Promise<void> {
    await (isRelease(resource) ? this.releases : this.objects).remove(resource);
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
    const written = new Set(this.resources(stack).map(nameOf));
    return this.applied(stack).filter((resource) => !written.has(nameOf(resource)));
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
  readonly import?: readonly { readonly to: string; readonly id: string }[];
  readonly terraform: {
    readonly required_providers: Readonly<Record<string, unknown>>;
    readonly [part: string]: unknown;
  };
}

const isRelease = ({ type }: Resource): boolean => type === "helm_release";
const isObject = ({ type }: Resource): boolean => type.startsWith("kubernetes_");

/** What tells one thing that was applied from another. */
const nameOf = (resource: Resource): string => (isObject(resource) ? identityOf(resource) : resource.address);
