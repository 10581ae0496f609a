import { isAbsolute, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { listAt, type Resource, textAt } from "../modules/access/resource";
import { command, type Ended } from "./command";
import { component } from "./components";
import { type Change, emulatedEnv } from "./terraform";

/** Helm releases by helm, from the resources that would make them. */
export class Releases {
  constructor(private readonly kubeconfig: string) {}

  async plan({ address, values }: Resource): Promise<readonly Change[]> {
    const [name = "", namespace = ""] = [textAt(values, "name"), textAt(values, "namespace")];
    const { code, stdout } = await this.helm(["get", "values", name, "--namespace", namespace, "--output", "json"]);
    if (code !== 0) return [{ address, actions: ["create"] }];
    return isDeepStrictEqual(JSON.parse(stdout), valuesOf(values)) ? [] : [{ address, actions: ["update"] }];
  }

  /** @param folder of the stack, from which a chart's path is seen */
  async install(folder: string, { values }: Resource): Promise<void> {
    const [name = "", namespace = "", chart = ""] = ["name", "namespace", "chart"].map((key) => textAt(values, key));
    const [repository, version] = [textAt(values, "repository"), textAt(values, "version")];
    const path = repository === undefined && !isAbsolute(chart) ? resolve(folder, chart) : chart;
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

  async remove({ values }: Resource): Promise<void> {
    const [name = "", namespace = ""] = [textAt(values, "name"), textAt(values, "namespace")];
    const { code, stderr } = await this.helm(["uninstall", name, "--namespace", namespace, "--ignore-not-found"]);
    if (code !== 0) throw new Error(`helm uninstall ${name} failed: ${stderr}`);
  }

  private helm(args: readonly string[], input = ""): Promise<Ended> {
    return command(component("helm"), ["--kubeconfig", this.kubeconfig, ...args], { env: emulatedEnv(), input });
  }
}

function valuesOf(values: Resource["values"]): unknown {
  const [text] = listAt(values, "values");
  return typeof text === "string" ? (JSON.parse(text) as unknown) : {};
}
