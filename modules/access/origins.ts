import { grantStatements } from "../iam/grants";
import type { Statement } from "../iam/policy";
import { accounts } from "../platform/accounts";
import { awsGrants, kubernetesGrants } from "../platform/grants";
import type { Identity, Path, Platform } from "../platform/platform";
import type { AccessModel, Binding, ModelPath } from "./model";

/** Which part of a declaration a part of its model comes from. */
export type Origins = (at: ModelPath) => Path;

/**
 * The origins of a platform's model: the grant where one grant says it, else the entry, else the declaration as a
 * whole. Looked up only where something is found, so that a clean declaration pays for the maps and no more.
 */
export function originsOf(platform: Platform, model: AccessModel): Origins {
  const { identities, runners, buckets, aws } = platform;
  const all = accounts(platform);
  const byPod = new Map(all.map(({ namespace, serviceAccount, path }) => [`${namespace}/${serviceAccount}`, path]));
  const byRole = new Map(all.flatMap(({ role, path }) => (role === undefined ? [] : [[role.name, path] as const])));
  const identityOfRole = new Map(identities.map((identity) => [identity.role, identity]));
  const identityOfPod = new Map(identities.map((identity) => [podOf(identity), identity]));
  const byRelease = new Map(runners.map(({ manager, release, path }) => [`${manager.namespace}/${release}`, path]));
  const byNamespace = new Map(
    runners.flatMap(({ namespaces, manager, path }) => [...namespaces, manager.namespace].map((n) => [n, path])),
  );
  const byBucket = new Map(buckets.map(({ name, path }) => [name, path]));

  const ofRole = (name: string, [part, index]: ModelPath): Path => {
    const role = model.roles[name];
    const identity = identityOfRole.get(name);
    const entry = byRole.get(name) ?? [];
    if (role === undefined || identity === undefined || typeof index !== "number") return entry;
    if (part === "statements" && "value" in role.statements) {
      const statement = role.statements.value[index];
      const grant = awsGrants(identity).find((each) =>
        grantStatements(each, aws).some((own) => statement !== undefined && shares(own, statement)),
      );
      return grant?.path ?? entry;
    }
    if (part === "managedPolicies" && "value" in role.managedPolicies) {
      const arn = role.managedPolicies.value[index];
      return awsGrants(identity).find((grant) => grant.kind === "managedPolicy" && grant.arn === arn)?.path ?? entry;
    }
    return entry;
  };
  const ofBinding = (index: number): Path => {
    const binding = model.bindings[index];
    if (binding === undefined) return [];
    const identity = identityOfPod.get(binding.subject);
    const grant = identity === undefined ? undefined : kubernetesGrants(identity).find((each) => says(each, binding));
    return grant?.path ?? byPod.get(binding.subject) ?? [];
  };
  return ([section, key, ...rest]) => {
    // A section as a whole is about a quota: of the account, or of the cluster.
    if (key === undefined) return section === "roles" || section === "oidcProviders" ? ["aws"] : ["cluster"];
    switch (section) {
      case "roles":
        return ofRole(String(key), rest);
      case "bindings":
        return ofBinding(Number(key));
      case "pods":
      case "associations":
        return byPod.get(String(key)) ?? [];
      case "runners":
        return byRelease.get(String(key)) ?? [];
      case "namespaces":
      case "admission":
        return byNamespace.get(String(key)) ?? [];
      case "buckets":
        return byBucket.get(String(key)) ?? [];
      default:
        return [];
    }
  };
}

function podOf({ namespace, serviceAccount }: Identity): string {
  return `${namespace}/${serviceAccount}`;
}

/** Whether a grant's own statement went into one of the whole policy, which may be of several grants. */
function shares(own: Statement, merged: Statement): boolean {
  const common = (a: readonly string[] = [], b: readonly string[] = []) => a.some((item) => b.includes(item));
  const same = JSON.stringify(own.Condition ?? {}) === JSON.stringify(merged.Condition ?? {});
  return same && common(own.Action, merged.Action) && common(own.Resource, merged.Resource);
}

/** Whether a grant is what a binding gives: own rules of a scope are bound as one. */
function says({ scope, grants }: ReturnType<typeof kubernetesGrants>[number], binding: Binding): boolean {
  const same = JSON.stringify(scope) === JSON.stringify(binding.scope);
  if (!same) return false;
  if ("clusterRole" in grants) {
    return "clusterRole" in binding.grants && binding.grants.clusterRole === grants.clusterRole;
  }
  return "rules" in binding.grants;
}
