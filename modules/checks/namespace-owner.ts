import { accountIdentities } from "../platform/accounts";
import { type Path, pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import type { DeclarationCheck } from "./rule";

export const namespaceOwner: DeclarationCheck = {
  id: "namespace-owner",
  of: "declaration",
  what: "Every namespace of jobs or of a manager belongs to one runner, no workload runs in one of them, and none is Kubernetes' own.",
  why: "Jobs of one runner would meet those of another, or the guard would refuse the workload's pods.",
  fix: "Give each runner, each manager and each workload its own namespace.",
  example: ["runners:", "  docs: { namespace: ci }", "  web: { namespace: ci }"].join("\n"),
  acceptable: false,
  judge,
};

function judge({ runners, identities }: Platform): readonly Problem[] {
  const problems: Problem[] = [];
  const owners = new Map<string, string>();
  const claim = (namespace: string, at: Path, owner: string): void => {
    if (/^(default$|kube-)/.test(namespace)) {
      const message = `${pathText(at)}: got the namespace "${namespace}", which is Kubernetes' own, expected one that this app makes`;
      problems.push(error("namespace-owner", { path: at }, message, "write a namespace that is not there yet"));
    }
    const before = owners.get(namespace);
    if (before === undefined) owners.set(namespace, owner);
    else {
      const message = `${pathText(at)}: got the namespace "${namespace}", which is ${before} already`;
      problems.push(error("namespace-owner", { path: at }, message, "give each runner and each manager its own"));
    }
  };
  for (const { jobs, path, namespaces, manager } of runners) {
    const [first, ...others] = namespaces;
    claim(first, [...path, "namespace"], `for jobs of ${pathText(path)}`);
    claim(manager.namespace, [...path, "managerNamespace"], `for the manager of ${pathText(path)}`);
    for (const namespace of others) {
      const by = jobs.find((job) => job.namespace === namespace);
      claim(namespace, [...(by?.path ?? path), "names", "namespace"], `for jobs of ${pathText(path)}`);
    }
  }
  for (const { kind, namespace, path } of accountIdentities(identities)) {
    const owner = owners.get(namespace);
    if (kind !== "workload" || owner === undefined) continue;
    const at = [...path, "serviceAccount"];
    const message = `${pathText(at)}: got the namespace "${namespace}", which is ${owner}: its guard lets no workload in`;
    problems.push(error("namespace-owner", { path: at }, message, "run the workload in a namespace of its own"));
  }
  return problems;
}
