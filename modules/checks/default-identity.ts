import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import type { DeclarationCheck } from "./rule";

export const defaultIdentity: DeclarationCheck = {
  id: "default-identity",
  of: "declaration",
  what: "What a job is that asks for nothing is an identity of its runner, in the runner's own namespace.",
  why: "The runner would start jobs under a ServiceAccount that its guard refuses or that is not there.",
  fix: "Name an identity of this runner.",
  example: ["runners:", "  docs: { defaultIdentity: web-build } # an identity of another runner"].join("\n"),
  acceptable: false,
  judge,
};

function judge({ runners, identities }: Platform): readonly Problem[] {
  const byKey = new Map(identities.map((identity) => [identity.key, identity]));
  return runners.flatMap(({ key, path, defaultIdentity: name, namespaces }) => {
    const identity = byKey.get(name);
    if (identity === undefined) return [];
    const at = [...path, "defaultIdentity"];
    const wrong = (got: string, expected: string, fix: string) => [
      error("default-identity", { path: at }, `${pathText(at)}: got "${name}", ${got}, expected ${expected}`, fix),
    ];
    if (identity.kind !== "job") {
      const got = identity.kind === "workload" ? "a workload" : "jobs by their ID tokens";
      return wrong(got, `an identity of runner ${key}`, "name a job's identity");
    }
    if (identity.runner !== key) {
      const fix = `name an identity with runner: ${key}`;
      return wrong(`an identity of runner ${identity.runner}`, `one of runner ${key}`, fix);
    }
    if (identity.namespace === namespaces[0]) return [];
    const fix = "name another one, or leave out its names.namespace";
    return wrong(`whose namespace is ${identity.namespace}`, `one in ${namespaces[0]}`, fix);
  });
}
