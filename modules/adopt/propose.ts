import type { AccessModel, Pod, RoleAccess } from "../access/model";
import { fromTerraform } from "../access/from-terraform";
import { at, type Resource, type Surroundings, textAt } from "../access/resource";
import { bindingGrant, grantOf } from "./grants";
import { adoptedAddresses, associationIds, importsOf } from "./imports";
import { trustedBy } from "./trusted";

/** What exists, wherever that was read. */
export interface Existing {
  readonly resources: readonly Resource[];
  readonly surroundings: Surroundings;
  readonly cluster?: { readonly name: string; readonly issuer?: string };
}

/** A declaration that means what exists, and what it cannot say. */
export interface Proposal {
  /** Plain data of a declaration. */
  readonly declaration: Readonly<Record<string, unknown>>;
  /** What a human has to know or to do, a sentence each. */
  readonly notes: readonly string[];
  /** What exists of what is proposed: what the first apply begins with. */
  readonly model: AccessModel;
  /** Addresses of what is adopted, where it is in a state already. */
  readonly adopted: readonly string[];
}

/**
 * Proposes a declaration of the roles that pods have, with their ServiceAccounts, associations and permissions. Policies
 * that are attached stay as they are, by their ARN; inline policies become grants. Nothing is left out unsaid.
 */
export function propose(existing: Existing, name: string): Proposal {
  const { resources, surroundings } = existing;
  // A policy that is attached is kept by its ARN: its text is its own.
  const model = fromTerraform(
    resources.filter(({ type }) => type !== "aws_iam_policy"),
    surroundings,
  );
  const notes: string[] = [];
  const roles = new Map(
    resources.flatMap((resource) => {
      const role = resource.type === "aws_iam_role" ? textAt(resource.values, "name") : undefined;
      return role === undefined ? [] : [[role, resource] as const];
    }),
  );
  const proposed = Object.entries(model.roles).flatMap(([role, access]) =>
    identityOf(role, access, roles.get(role), model, notes),
  );
  const taken = new Set<string>();
  const [path] = proposed.map((identity) => identity.path);
  const [boundary] = proposed.map((identity) => identity.boundary);
  const kept = proposed.filter((identity) => {
    if (identity.path === path) return true;
    notes.push(
      `role ${identity.role} is left out: its path is ${identity.path}, and a declaration has one, ${path ?? "/"}`,
    );
    return false;
  });
  for (const identity of kept) {
    if (identity.boundary === boundary) continue;
    notes.push(
      `role ${identity.role} will have the permissions boundary ${boundary ?? "(none)"}, no longer ${identity.boundary ?? "(none)"}`,
    );
  }
  const keyed = kept.map((identity) => ({ ...identity, key: keyFor(identity.pod.split("/")[1] ?? "", taken) }));
  const issuers = new Set(keyed.flatMap(({ provider }) => provider ?? []));
  const [provider, ...moreProviders] = issuers;
  for (const other of moreProviders)
    notes.push(`OIDC provider ${other} is of another cluster: declare its identities apart`);
  const cluster = clusterName(existing);
  const region = surroundings.region ?? regionOf(provider ?? existing.cluster?.issuer ?? "");
  if (cluster === undefined) notes.push("the name of the cluster is not known: write cluster.name");
  for (const [runner] of Object.entries(model.runners)) {
    notes.push(
      `runner ${runner} is not adopted: declare it under runners, and its jobs' identities by runner and projects`,
    );
  }
  for (const bucket of Object.keys(model.buckets)) {
    notes.push(
      `bucket ${bucket} is not adopted: name it under buckets as { existing: ${bucket} } to grant access to it`,
    );
  }
  const policies = keyed.flatMap(({ entry }) => policiesIn(entry));
  for (const arn of new Set(policies)) notes.push(`policy ${arn} is kept as it is, by its ARN`);
  for (const address of model.unread) notes.push(`${address} is not interpreted, and left alone`);
  const of = associationIds(resources);
  const imports = Object.fromEntries(keyed.flatMap(({ key, role, pod }) => importsOf(key, role, pod, model, of)));
  return {
    declaration: {
      name,
      aws: {
        account: surroundings.account ?? "000000000000",
        region: region ?? "us-east-1",
        ...(path === undefined || path === "/" ? {} : { rolePath: path }),
        ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
      },
      cluster: {
        name: cluster ?? "unknown",
        podIdentityAgent: "present",
        ...(provider === undefined ? {} : { oidcProvider: { existing: provider } }),
      },
      identities: Object.fromEntries(keyed.map(({ key, entry }) => [key, entry])),
      imports: { identities: imports },
    },
    notes: [
      ...(surroundings.account === undefined ? ["the account is not known: write aws.account"] : []),
      ...(region === undefined ? ["the region is not known: write aws.region"] : []),
      ...notes,
    ],
    model: only(model, keyed),
    adopted: adoptedAddresses(resources, keyed),
  };
}

interface ProposedIdentity {
  readonly role: string;
  readonly path: string;
  readonly pod: Pod;
  readonly provider?: string;
  readonly boundary?: string;
  readonly entry: Readonly<Record<string, unknown>>;
}

function identityOf(
  role: string,
  access: RoleAccess,
  resource: Resource | undefined,
  model: AccessModel,
  notes: string[],
): readonly ProposedIdentity[] {
  const note = (text: string) => notes.push(`role ${role} ${text}`);
  if ("unknown" in access.trust) {
    note(`is left out: its trust cannot be told (${access.trust.unknown})`);
    return [];
  }
  const { podIdentity, tokens, others } = trustedBy(access.trust.value);
  const associated = (Object.entries(model.associations) as [Pod, string][]).flatMap(([pod, own]) =>
    own === role ? [pod] : [],
  );
  const pods = [...new Set([...associated, ...tokens.map(({ pod }) => pod)])];
  const [pod, ...morePods] = pods;
  if (pod === undefined) {
    note("is left out: no ServiceAccount gets it");
    return [];
  }
  if (morePods.length > 0) {
    note(`is left out: it is of several ServiceAccounts (${pods.join(", ")}), where each has a role of its own here`);
    return [];
  }
  if ("unknown" in access.statements || "unknown" in access.managedPolicies) {
    note("is left out: what it may do cannot be told");
    return [];
  }
  for (const other of others) note(`will no longer trust: ${other}`);
  if (associated.length > 0 && !podIdentity) note("has an association that it does not trust");
  const account = model.pods[pod];
  const annotated = account?.roleArn?.split("/").at(-1);
  if (associated.length === 0 && account !== undefined && annotated !== role) {
    note(`is left out: it trusts ${pod}, whose annotation names ${annotated ?? "no role"}`);
    return [];
  }
  const token = tokens.find((each) => each.pod === pod);
  const credentials = token === undefined ? "pod-identity" : associated.length > 0 ? "migrating" : "irsa";
  const grants = [
    ...access.managedPolicies.value.map((arn) => ({
      managedPolicy: /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1] ?? arn,
    })),
    ...access.statements.value.flatMap((statement) => grantOf(statement, note)),
    ...model.bindings.filter(({ subject }) => subject === pod).map(bindingGrant),
  ];
  const inline = access.statements.value.length > 0;
  if (inline) note("has inline policies, which become a policy of its own: attached first, then they go");
  lostBy(resource, note);
  const more = Object.keys(account?.annotations ?? {});
  if (more.length > 0) notes.push(`ServiceAccount ${pod} will lose the annotations ${more.join(", ")}`);
  if (account === undefined)
    notes.push(`ServiceAccount ${pod} was not seen: if it exists, import it as kubernetes_service_account_v1`);
  const bound = model.bindings.filter(({ subject }) => subject === pod).length;
  if (bound > 0)
    notes.push(
      `ServiceAccount ${pod} has ${String(bound)} binding${bound === 1 ? "" : "s"}, which stay beside ours: delete them once these are there`,
    );
  const tags = tagsOf(resource);
  return [
    {
      role,
      path: textAt(resource?.values, "path") ?? "/",
      pod,
      ...(token === undefined ? {} : { provider: token.provider }),
      ...(access.permissionsBoundary !== undefined && "value" in access.permissionsBoundary
        ? { boundary: access.permissionsBoundary.value }
        : {}),
      entry: {
        serviceAccount: pod,
        ...(credentials === "pod-identity" ? {} : { credentials }),
        names: { role },
        ...(Object.keys(tags).length === 0 ? {} : { tags }),
        allow: grants,
      },
    },
  ];
}

/** ARNs of the policies of the account itself that an entry names. */
function policiesIn(entry: Readonly<Record<string, unknown>>): readonly string[] {
  const { allow } = entry;
  if (!Array.isArray(allow)) return [];
  return allow.flatMap((grant: unknown) => {
    const arn = textAt(grant, "managedPolicy");
    return arn?.startsWith("arn:") === true ? [arn] : [];
  });
}

/** What a declaration does not say of a role, and the first apply therefore takes away. */
function lostBy(resource: Resource | undefined, note: (text: string) => void): void {
  const description = textAt(resource?.values, "description") ?? "";
  if (description !== "") note(`will lose its description ${JSON.stringify(description)}`);
  const session = at(resource?.values, "max_session_duration");
  if (typeof session === "number" && session !== 3600)
    note(`will have sessions of an hour, no longer of ${String(session)} s`);
}

function tagsOf(resource: Resource | undefined): Readonly<Record<string, string>> {
  const tags = at(resource?.values, "tags");
  if (typeof tags !== "object" || tags === null) return {};
  return Object.fromEntries(
    Object.entries(tags).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** EKS says the region of a cluster in its issuer. */
function regionOf(issuer: string): string | undefined {
  return /oidc\.eks\.([a-z0-9-]+)\./.exec(issuer)?.[1];
}

/** A key of letters, digits and hyphens that no other has. */
function keyFor(text: string, taken: Set<string>): string {
  const plain =
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^[^a-z]+|-+$/g, "")
      .slice(0, 50) || "identity";
  let key = plain;
  for (let i = 2; taken.has(key); i++) key = `${plain}-${String(i)}`;
  taken.add(key);
  return key;
}

function clusterName({ cluster, resources }: Existing): string | undefined {
  if (cluster !== undefined) return cluster.name;
  const names = resources.flatMap(({ type, values }) =>
    type === "aws_eks_pod_identity_association" ? (textAt(values, "cluster_name") ?? []) : [],
  );
  const [one, ...others] = new Set(names);
  return others.length === 0 ? one : undefined;
}

/** The part of a model that is about what is proposed. */
function only(model: AccessModel, proposed: readonly ProposedIdentity[]): AccessModel {
  const pods = new Set<string>(proposed.map(({ pod }) => pod));
  const roles = new Set(proposed.map(({ role }) => role));
  const of = <T>(entries: Readonly<Record<string, T>>, keys: ReadonlySet<string>) =>
    Object.fromEntries(Object.entries(entries).filter(([key]) => keys.has(key)));
  return {
    ...model,
    clusters: {},
    runners: {},
    pods: of(model.pods, pods),
    associations: of(model.associations, pods),
    roles: of(model.roles, roles),
    oidcProviders: {},
    bindings: model.bindings.filter(({ subject }) => pods.has(subject)),
    namespaces: {},
    admission: {},
    buckets: {},
    unread: [],
  };
}
