import type { KubernetesObject } from "../modules/access/living";
import { type Resource, textAt } from "../modules/access/resource";
import { command, succeed } from "./command";
import { component } from "./components";
import { manifestOf } from "./manifests";
import { type Change, emulatedEnv } from "./terraform";

/** Kubernetes objects by kubectl server-side, from the resources that would make them. */
export class Objects {
  constructor(private readonly kubeconfig: string) {}

  /** @param applied what an apply before made */
  async plan(resources: readonly Resource[], applied: readonly Resource[]): Promise<readonly Change[]> {
    const known = new Set(applied.map(identityOf));
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
          actions: [known.has(identityOf(resource)) ? "update" : "create"],
        })),
    ];
  }

  async apply(resources: readonly Resource[]): Promise<void> {
    for (const phase of phases(resources)) await this.kubectl(["apply", ...SERVER_SIDE], phase);
    const accounts = resources.filter(({ type }) => type === "kubernetes_service_account_v1");
    await this.removeAnnotations(accounts.map(manifestOf));
  }

  async remove(resource: Resource): Promise<void> {
    await this.kubectl(["delete", "--ignore-not-found", "-f", "-"], [manifestOf(resource)]);
  }

  /** Names, as kubectl diff gives them, of the objects with annotations by hand, which Terraform would take away. */
  private async annotated(objects: readonly KubernetesObject[]): Promise<readonly string[]> {
    // Of one object kubectl prints the object, of several a list, of none nothing.
    const text = await this.kubectl(["get", "--ignore-not-found", "-o", "json", "-f", "-"], objects);
    const found = (text === "" ? { items: [] } : JSON.parse(text)) as KubernetesObject & {
      items?: readonly KubernetesObject[];
    };
    const items = found.items ?? [found];
    const written = new Map(objects.map((object) => [diffName(object), object]));
    return items.filter((item) => foreignAnnotations(item, written.get(diffName(item))).length > 0).map(diffName);
  }

  private async removeAnnotations(objects: readonly KubernetesObject[]): Promise<void> {
    for (const object of objects) {
      const { kind, metadata } = object;
      const { name, namespace } = metadata;
      const at = namespace === undefined ? [] : ["--namespace", namespace];
      const live = await this.kubectl(["get", kind, name, ...at, "-o", "json"]);
      const foreign = foreignAnnotations(JSON.parse(live) as KubernetesObject, object);
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

  private kubectl(args: readonly string[], objects?: readonly KubernetesObject[]): Promise<string> {
    const input = objects === undefined ? {} : { input: listOf(objects) };
    return succeed(component("kubectl"), ["--kubeconfig", this.kubeconfig, ...args], { env: emulatedEnv(), ...input });
  }
}

/** A resource with the object that it stands for: of another name or namespace it is another object. */
export function identityOf(resource: Resource): string {
  return `${resource.address} ${diffName(manifestOf(resource))}`;
}

/** The order in which objects are made: guards before the namespaces that they guard, namespaces before what is in them. */
export function byPhase(a: Resource, b: Resource): number {
  return phaseOf(a) - phaseOf(b);
}

const SERVER_SIDE = ["--server-side", "--force-conflicts", "--field-manager=jobrole", "-f", "-"];

/** Guards, the namespaces that wait for them, and what is in namespaces. */
function phaseOf({ type, values }: Resource): 0 | 1 | 2 {
  if (type === "kubernetes_namespace_v1") return 1;
  return type === "kubernetes_manifest" && textAt(values, "manifest", "metadata", "namespace") === undefined ? 0 : 2;
}

function phases(resources: readonly Resource[]): readonly (readonly KubernetesObject[])[] {
  return ([0, 1, 2] as const)
    .map((phase) => resources.filter((resource) => phaseOf(resource) === phase).map(manifestOf))
    .filter((phase) => phase.length > 0);
}

/** Annotations that neither we wrote nor Kubernetes. */
function foreignAnnotations({ metadata }: KubernetesObject, written: KubernetesObject | undefined): readonly string[] {
  const ours = written?.metadata.annotations ?? {};
  return Object.keys(metadata.annotations ?? {}).filter(
    (key) => !Object.hasOwn(ours, key) && !/(^|\.)kubernetes\.io\//.test(key),
  );
}

function listOf(items: readonly KubernetesObject[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

/** The name of an object's file in a kubectl diff: group.version.kind.namespace.name. */
function diffName({ apiVersion, kind, metadata }: KubernetesObject): string {
  return `${apiVersion.replace("/", ".")}.${kind}.${metadata.namespace ?? ""}.${metadata.name}`;
}
