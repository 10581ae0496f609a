import { dnsLabelProblem, dnsSubdomainProblem, helmReleaseProblem, pathSegmentProblem } from "../kubernetes/names";
import { accountIdentities } from "../platform/accounts";
import { type Path, pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import { kubernetesGrants } from "../platform/grants";
import type { DeclarationCheck } from "./rule";

interface Name {
  readonly kind: string;
  readonly text: string;
  readonly at: Path;
  readonly rule: (text: string) => string | undefined;
}

export const kubernetesName: DeclarationCheck = {
  id: "kubernetes-name",
  of: "declaration",
  what: "Names of Kubernetes objects follow the rules of their kind.",
  why: "The API server refuses the object, in the middle of an apply.",
  fix: "Write a name that is valid for its kind.",
  example: ["runners:", "  docs: { namespace: CI_docs }"].join("\n"),
  acceptable: false,
  judge,
};

function judge(platform: Platform): readonly Problem[] {
  return namesOf(platform).flatMap(({ kind, text, at, rule }) => {
    const reason = rule(text);
    if (reason === undefined) return [];
    const message = `${pathText(at)}: got the ${kind} "${text}", ${reason}`;
    return [error("kubernetes-name", { path: at }, message, `write a name that is valid for a ${kind}`)];
  });
}

function namesOf({ runners, identities }: Platform): readonly Name[] {
  const firsts = new Set(runners.map(({ namespaces }) => namespaces[0]));
  return [
    ...runners.flatMap(({ path, namespaces, manager, tokenSecret, release }): readonly Name[] => [
      { kind: "namespace", text: namespaces[0], at: [...path, "namespace"], rule: dnsLabelProblem },
      // A name that is derived from a wrong one is not said again.
      ...(dnsLabelProblem(namespaces[0]) === undefined
        ? [{ kind: "namespace", text: manager.namespace, at: [...path, "managerNamespace"], rule: dnsLabelProblem }]
        : []),
      { kind: "Secret", text: tokenSecret, at: [...path, "tokenSecret"], rule: dnsSubdomainProblem },
      { kind: "Helm release", text: release, at: [...path, "names", "release"], rule: helmReleaseProblem },
      {
        kind: "ServiceAccount",
        text: manager.serviceAccount,
        at: [...path, "names", "managerServiceAccount"],
        rule: dnsSubdomainProblem,
      },
    ]),
    ...accountIdentities(identities).flatMap((identity): readonly Name[] => {
      const { kind, path, namespace, serviceAccount, kubernetesRole } = identity;
      const at = (name: string) => (kind === "job" ? [...path, "names", name] : [...path, "serviceAccount"]);
      return [
        { kind: "ServiceAccount", text: serviceAccount, at: at("serviceAccount"), rule: dnsSubdomainProblem },
        ...(firsts.has(namespace)
          ? []
          : [{ kind: "namespace", text: namespace, at: at("namespace"), rule: dnsLabelProblem }]),
        { kind: "Role", text: kubernetesRole, at: [...path, "names", "kubernetesRole"], rule: ownRoleProblem },
        ...kubernetesGrants(identity).flatMap(({ scope, grants, path: grant }): readonly Name[] => [
          ...(scope === "cluster"
            ? []
            : [{ kind: "namespace", text: scope.namespace, at: [...grant, "namespace"], rule: dnsLabelProblem }]),
          ...("clusterRole" in grants
            ? [{ kind: "ClusterRole", text: grants.clusterRole, at: [...grant, "role"], rule: pathSegmentProblem }]
            : []),
        ]),
      ];
    }),
  ];
}

/** A Role of ours has no ":", which stands between its name and a ClusterRole's in the name of a binding. */
function ownRoleProblem(text: string): string | undefined {
  return text.includes(":") ? 'expected no ":"' : pathSegmentProblem(text);
}
