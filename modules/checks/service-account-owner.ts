import { accountIdentities } from "../platform/accounts";
import { pathText } from "../platform/path";
import type { AccountIdentity } from "../platform/identity";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import type { DeclarationCheck } from "./rule";

export const serviceAccountOwner: DeclarationCheck = {
  id: "service-account-owner",
  of: "declaration",
  what: "Every ServiceAccount is one identity's; within a runner even its name is.",
  why: "A ServiceAccount has one role. The runner checks namespace and name separately, so that two of one name in two namespaces would each admit the other.",
  fix: "Give one of them another name.",
  example: [
    "identities:",
    "  a: { runner: docs, names: { serviceAccount: publish } }",
    "  b: { runner: docs, names: { serviceAccount: publish } }",
  ].join("\n"),
  acceptable: false,
  judge,
};

function judge({ identities, runners }: Platform): readonly Problem[] {
  const problems: Problem[] = [];
  const owners = new Map<string, string>(
    runners.map(({ manager, path }) => [
      `${manager.namespace}/${manager.serviceAccount}`,
      `the manager of ${pathText(path)}`,
    ]),
  );
  for (const identity of accountIdentities(identities)) {
    const { serviceAccount, namespace, path } = identity;
    const wrong = (message: string, fix: string): void => {
      const at = placeOf(identity);
      problems.push(error("service-account-owner", { path: at }, `${pathText(at)}: ${message}`, fix));
    };
    if (serviceAccount === "default") {
      wrong('got the ServiceAccount "default", expected one of its own: whoever names none is "default"', "rename it");
    }
    const scopes = identity.kind === "job" ? [`${namespace}/`, `runner ${identity.runner} `] : [`${namespace}/`];
    for (const scope of scopes) {
      const owner = owners.get(scope + serviceAccount);
      if (owner === undefined) owners.set(scope + serviceAccount, pathText(path));
      else {
        wrong(
          `got the ServiceAccount "${serviceAccount}", which is ${owner}'s already`,
          "give one of them another name",
        );
        break;
      }
    }
  }
  return problems;
}

function placeOf({ kind, path }: AccountIdentity) {
  return kind === "job" ? [...path, "names", "serviceAccount"] : [...path, "serviceAccount"];
}
