import type { AccessModel } from "../access/model";
import type { Overwrite } from "../gitlab/overwrite";
import { chosen, type Owners, overwrites, type Overwrites, ownersOf, partsOf } from "./overwrites";
import type { ModelCheck, Observation } from "./rule";

export const patternForeign: ModelCheck = {
  id: "pattern-foreign",
  of: "model",
  what: "A runner's overwrite patterns admit no ServiceAccount of another runner, of a workload or of a manager.",
  why: "Any job of the runner may become it. Namespace and name are matched each by itself, so that all pairs count.",
  fix: "List the namespaces and ServiceAccounts of this runner.",
  example: [
    "[runners.kubernetes]",
    'namespace_overwrite_allowed = "^(?:ci-docs|apps)$"',
    'service_account_overwrite_allowed = "^(?:build|payments)$" # and apps/payments is a workload',
  ].join("\n"),
  acceptable: true,
  judge,
};

function judge(model: AccessModel): readonly Observation[] {
  const owners = ownersOf(model);
  return overwrites(model).flatMap((each) =>
    foreign(each, owners).map((pod): Observation => {
      const { namespacePattern, serviceAccountPattern } = each.runner;
      const patterns = [namespacePattern, serviceAccountPattern].filter((pattern) => pattern !== "");
      const message = `got ${patterns.map((p) => `"${p}"`).join(" and ")}, by which a job may be ${pod}, expected ServiceAccounts of this runner`;
      const fix = "list the namespaces and ServiceAccounts of this runner";
      return { at: ["runners", each.key], severity: "error", about: pod, message, fix };
    }),
  );
}

/** What a job may be, and is not of its runner. */
function foreign(each: Overwrites, { accounts, own }: Owners): readonly string[] {
  const namespacePattern = chosen(each, "namespacePattern");
  const accountPattern = chosen(each, "serviceAccountPattern");
  const configured = partsOf(each.runner.defaultPod);
  const right = own(each.runner);
  const namespaces = new Set([configured.namespace, ...admitted(namespacePattern, accounts.keys())]);
  return [...namespaces].sort().flatMap((namespace) => {
    const there = accounts.get(namespace) ?? [];
    // Whoever chooses another namespace alone is the configured ServiceAccount there.
    const names = new Set([configured.name, ...admitted(accountPattern, there)]);
    return there
      .filter((name) => names.has(name))
      .map((name) => `${namespace}/${name}` as const)
      .filter((pod) => pod !== each.runner.defaultPod && !right.has(pod));
  });
}

function admitted(overwrite: Overwrite | undefined, names: Iterable<string>): readonly string[] {
  if (overwrite === undefined) return [];
  return [...(overwrite.names ?? [...names].filter(overwrite.admits))];
}
