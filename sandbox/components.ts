import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The programs that the sandbox and its tests are made of, all real: how each is got where it is missing. */
export const COMPONENTS = {
  terraform: "terraform 1.11 or later: https://developer.hashicorp.com/terraform/install",
  fakecloud: "cargo install fakecloud --locked, or its container image with a wrapper of that name on PATH",
  etcd: "setup-envtest use 1.34 -p env (go install sigs.k8s.io/controller-runtime/tools/setup-envtest@latest)",
  "kube-apiserver": "setup-envtest use 1.34 -p env, which sets KUBEBUILDER_ASSETS",
  "kube-controller-manager":
    "https://dl.k8s.io/v1.34.2/bin/linux/amd64/kube-controller-manager, beside kube-apiserver in KUBEBUILDER_ASSETS",
  kubectl: "setup-envtest use 1.34 -p env, or the package kubectl of your system",
  helm: "https://helm.sh/docs/intro/install/",
  "eks-pod-identity-webhook":
    "go install github.com/aws/amazon-eks-pod-identity-webhook@v0.6.17, renamed; only a test of it needs it",
} as const;

export type Component = keyof typeof COMPONENTS;

/** Where a program is: in `KUBEBUILDER_ASSETS`, else on PATH; undefined where it is in neither. */
export function findComponent(name: Component): string | undefined {
  const { KUBEBUILDER_ASSETS: assets, PATH: path = "" } = process.env;
  const folders = [...(assets === undefined ? [] : [assets]), ...path.split(delimiter)];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** Where a program is. Throws where it is missing; `missingComponents` says so first. */
export function component(name: Component): string {
  const found = findComponent(name);
  if (found === undefined) throw new Error(`${name} is missing: ${COMPONENTS[name]}`);
  return found;
}

/** What the sandbox needs to run. */
export const SANDBOX_COMPONENTS: readonly Component[] = [
  "terraform",
  "fakecloud",
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kubectl",
  "helm",
];

/** What an API server of Kubernetes needs to run. */
export const KUBERNETES_COMPONENTS: readonly Component[] = ["etcd", "kube-apiserver", "kube-controller-manager"];

/** One line for each program that is missing or too old, with how to get it; of the sandbox's, or of those asked for. */
export function missingComponents(names: readonly Component[] = SANDBOX_COMPONENTS): readonly string[] {
  const missing = names
    .filter((name) => findComponent(name) === undefined)
    .map((name) => `${name} is missing: ${COMPONENTS[name]}`);
  const isAsked = names.includes("terraform") && findComponent("terraform") !== undefined;
  const version = isAsked ? terraformVersion() : undefined;
  return version === undefined || isRecent(version)
    ? missing
    : [...missing, `terraform ${version} is too old: ${COMPONENTS.terraform}`];
}

function terraformVersion(): string {
  const { stdout } = spawnSync(component("terraform"), ["version", "-json"], { encoding: "utf8" });
  const { terraform_version: version } = JSON.parse(stdout) as { readonly terraform_version: string };
  return version;
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 1 || (major === 1 && minor >= 11);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
