import { grantStatements } from "../iam/grants";
import { policyDocument, type Statement } from "../iam/policy";
import { accountIdentities, accounts } from "../platform/accounts";
import { type AwsGrant, awsGrants, kubernetesGrants } from "../platform/grants";
import { clusterOidcProvider, gitlabOidcProvider } from "../platform/oidc-providers";
import type { AccountIdentity } from "../platform/identity";
import type { Path } from "../platform/path";
import type { Platform } from "../platform/platform";
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
  const byRole = new Map([
    ...identities.map(({ role, path }) => [role, path] as const),
    ...all.flatMap(({ role, path }) => (role === undefined ? [] : [[role.name, path] as const])),
  ]);
  const byIssuer = new Map(
    [clusterOidcProvider(platform) ?? [], gitlabOidcProvider(platform) ?? []]
      .flat()
      .map(({ issuer, path }) => [issuer, path]),
  );
  const identityOfRole = new Map(identities.map((identity) => [identity.role, identity]));
  const identityOfPod = new Map(accountIdentities(identities).map((identity) => [podOf(identity), identity]));
  const byRelease = new Map(runners.map(({ manager, release, path }) => [`${manager.namespace}/${release}`, path]));
  const byNamespace = new Map(
    runners.flatMap(({ namespaces, manager, path }) => [...namespaces, manager.namespace].map((n) => [n, path])),
  );
  const byBucket = new Map(buckets.map(({ name, path }) => [name, path]));

  const ofRole = (name: string, [part, index, element, item]: ModelPath): Path => {
    const role = model.roles[name];
    const identity = identityOfRole.get(name);
    const entry = byRole.get(name) ?? [];
    if (role === undefined || identity === undefined || typeof index !== "number") return entry;
    if (part === "statements" && "value" in role.statements) {
      const statement = role.statements.value[index];
      const said = statement === undefined ? undefined : saidAt(statement, element, item);
      const grant = awsGrants(identity).find((each) =>
        // Canonical, as what they are held against.
        policyDocument(grantStatements(each, aws)).Statement.some(
          (own) => statement !== undefined && shares(own, statement, said),
        ),
      );
      return grant === undefined ? entry : withinGrant(grant, said);
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
      case "admission":
        if (rest[0] === "breakGlass") return ["cluster", "breakGlass"];
        return byNamespace.get(String(key)) ?? [];
      case "namespaces":
        return byNamespace.get(String(key)) ?? [];
      case "oidcProviders":
        return byIssuer.get(String(key)) ?? [];
      case "clusters":
        return ["cluster", "create"];
      case "buckets":
        return byBucket.get(String(key)) ?? [];
      default:
        return [];
    }
  };
}

function podOf({ namespace, serviceAccount }: AccountIdentity): string {
  return `${namespace}/${serviceAccount}`;
}

/** One of the actions or resources of a statement. */
interface Said {
  readonly element: "Action" | "Resource";
  readonly text: string;
}

function saidAt(statement: Statement, element: unknown, item: unknown): Said | undefined {
  if ((element !== "Action" && element !== "Resource") || typeof item !== "number") return undefined;
  const text = statement[element]?.[item];
  return text === undefined ? undefined : { element, text };
}

/** Whether a grant's own statement went into one of the whole policy, which may be of several grants, with its part. */
function shares(own: Statement, merged: Statement, said: Said | undefined): boolean {
  const common = (a: readonly string[] = [], b: readonly string[] = []) => a.some((item) => b.includes(item));
  const same = JSON.stringify(own.Condition ?? {}) === JSON.stringify(merged.Condition ?? {});
  const has = said === undefined || own[said.element]?.includes(said.text) === true;
  return same && has && common(own.Action, merged.Action) && common(own.Resource, merged.Resource);
}

/** Where a grant says a part of its statement, if in these words. */
function withinGrant(grant: AwsGrant, said: Said | undefined): Path {
  if (said === undefined || grant.kind !== "actions") return grant.path;
  const list = said.element === "Action" ? grant.actions : grant.resources;
  return [...grant.path, said.element === "Action" ? "actions" : "resources", list.indexOf(said.text)];
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
