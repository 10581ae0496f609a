import { roleArn } from "../iam/arn";
import { partitionOf } from "../iam/partition";
import { policyDocument, type Statement } from "../iam/policy";
import { statementsOf, textOr } from "./interpret-policy";
import type { Known, RoleAccess } from "./model";
import {
  at,
  type Interpretation,
  listAt,
  Reference,
  type Resource,
  type Surroundings,
  textAt,
  Unknown,
} from "./resource";

/** Reads roles with the policies that are attached to them or stand inside them. */
export function readRoles(
  resources: readonly Resource[],
  surroundings: Surroundings,
): Interpretation<Record<string, RoleAccess>> {
  const policies = policiesOf(resources);
  const names = roleNames(resources);
  const byRole = groupByRole(resources, names);
  const found: Record<string, RoleAccess> = {};
  const unread: string[] = [];
  for (const resource of resources.filter(isType("aws_iam_role"))) {
    const name = names.get(resource.address);
    if (name === undefined || Object.hasOwn(found, name)) {
      unread.push(resource.address);
      continue;
    }
    const own = byRole.get(name) ?? [];
    const { documents, managed } = allPolicies(resource, own, policies);
    const boundary = at(resource.values, "permissions_boundary");
    found[name] = {
      arn: arnOf(name, resource, surroundings),
      trust: statementsOf(at(resource.values, "assume_role_policy")),
      statements: known(allOf(documents), (lists) => policyDocument(lists.flat()).Statement),
      managedPolicies: known(allOf(managed), sortedOnce),
      ...atLeast(documents, managed),
      // An empty text is how the provider says that there is none.
      ...(boundary === undefined || boundary === null || boundary === ""
        ? {}
        : { permissionsBoundary: textOr(boundary) }),
      exclusive: { value: EXCLUSIVE.every((type) => own.some((each) => each.type === type)) },
    };
  }
  const roles = new Set(Object.keys(found));
  const orphans = [...byRole].filter(([role]) => !roles.has(role)).flatMap(([, list]) => list);
  return { found, unread: [...new Set([...unread, ...orphans.map(({ address }) => address)])] };
}

/** Names of roles by their addresses; one that gets its name at the apply goes by its address. */
export function roleNames(resources: readonly Resource[]): ReadonlyMap<string, string> {
  return new Map(
    resources.filter(isType("aws_iam_role")).flatMap(({ address, values }) => {
      const name = at(values, "name");
      if (name instanceof Unknown) return [[address, address]];
      return typeof name === "string" ? [[address, name]] : [];
    }),
  );
}

const ATTACHMENTS_EXCLUSIVE = "aws_iam_role_policy_attachments_exclusive";
const INLINE_EXCLUSIVE = "aws_iam_role_policies_exclusive";
const EXCLUSIVE = [ATTACHMENTS_EXCLUSIVE, INLINE_EXCLUSIVE];

/** Attachments and inline policies by the name of their role; what names no role that is known comes under "". */
function groupByRole(
  resources: readonly Resource[],
  names: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly Resource[]> {
  const groups = new Map<string, Resource[]>();
  for (const resource of resources) {
    const argument = ROLE_ARGUMENT[resource.type];
    if (argument === undefined) continue;
    for (const item of listAt(resource.values, argument)) {
      const role = item instanceof Reference ? (names.get(item.address) ?? "") : typeof item === "string" ? item : "";
      const group = groups.get(role);
      if (group === undefined) groups.set(role, [resource]);
      else group.push(resource);
    }
  }
  return groups;
}

const ROLE_ARGUMENT: Readonly<Record<string, string>> = {
  aws_iam_policy_attachment: "roles",
  aws_iam_role_policy: "role",
  aws_iam_role_policy_attachment: "role",
  [ATTACHMENTS_EXCLUSIVE]: "role_name",
  [INLINE_EXCLUSIVE]: "role_name",
};

interface Policies {
  readonly byAddress: ReadonlyMap<string, Resource>;
  readonly byArn: ReadonlyMap<string, Resource>;
}

function policiesOf(resources: readonly Resource[]): Policies {
  const all = resources.filter(isType("aws_iam_policy"));
  return {
    byAddress: new Map(all.map((policy) => [policy.address, policy])),
    byArn: new Map(
      all.flatMap((policy) => {
        const arn = textAt(policy.values, "arn");
        return arn === undefined ? [] : [[arn, policy] as const];
      }),
    ),
  };
}

/** Policies from everything that gives some to a role: each once, since a role lists what attachments gave it. */
function allPolicies({ values }: Resource, own: readonly Resource[], { byAddress, byArn }: Policies) {
  const attachedByName = own.flatMap((resource) => {
    if (resource.type === ATTACHMENTS_EXCLUSIVE) return listAt(resource.values, "policy_arns");
    return resource.type.endsWith("policy_attachment") ? [at(resource.values, "policy_arn")] : [];
  });
  // What an exclusive resource does not name is taken away.
  const exclusive = own.some(isType(ATTACHMENTS_EXCLUSIVE));
  const attached = new Map(
    [...attachedByName, ...(exclusive ? [] : listAt(values, "managed_policy_arns"))].map((arn) => {
      const policy = arn instanceof Reference ? referred(arn, byAddress) : byArn.get(String(arn));
      return [policy?.address ?? arn, policy ?? arn] as const;
    }),
  );
  const inlineResources = own.filter(isType("aws_iam_role_policy"));
  const named = new Set(inlineResources.map((inline) => textAt(inline.values, "name")));
  const keeping = own.filter(isType(INLINE_EXCLUSIVE)).map((each) => listAt(each.values, "policy_names"));
  const inlineBlocks = listAt(values, "inline_policy").filter((block) => {
    const name = textAt(block, "name");
    return !named.has(name) && (name === undefined || keeping.every((names) => names.includes(name)));
  });
  const documents = [
    ...inlineResources.map((inline) => statementsOf(at(inline.values, "policy"))),
    ...inlineBlocks.flatMap(blockStatements),
  ];
  const managed: Known<string>[] = [];
  for (const policy of attached.values()) {
    if (isResource(policy)) documents.push(statementsOf(at(policy.values, "policy")));
    else managed.push(textOr(policy));
  }
  return { documents, managed };
}

/** A block of a role may be empty, which is how the absence of inline policies is written. */
function blockStatements(block: unknown): readonly Known<readonly Statement[]>[] {
  const policy = block instanceof Unknown ? block : at(block, "policy");
  return policy === undefined || policy === null || policy === "" ? [] : [statementsOf(policy)];
}

function referred({ address, attribute }: Reference, byAddress: Policies["byAddress"]): Resource | undefined {
  return attribute === "arn" || attribute === "id" ? byAddress.get(address) : undefined;
}

function isResource(policy: unknown): policy is Resource {
  return typeof policy === "object" && policy !== null && "values" in policy;
}

/** What is known where not all is. */
function atLeast(
  documents: readonly Known<readonly Statement[]>[],
  managed: readonly Known<string>[],
): Pick<RoleAccess, "atLeast"> {
  const open = [...documents, ...managed].flatMap((item) => ("unknown" in item ? item.unknown : []));
  if (open.length === 0) return {};
  return {
    atLeast: {
      statements: policyDocument(documents.flatMap((item) => ("value" in item ? item.value : []))).Statement,
      managedPolicies: sortedOnce(managed.flatMap((item) => ("value" in item ? item.value : []))),
      open: sortedOnce(open),
    },
  };
}

function arnOf(name: string, { values }: Resource, { account, region }: Surroundings): Known<string> {
  const own = textAt(values, "arn");
  if (own !== undefined) return { value: own };
  const partition = region === undefined ? undefined : partitionOf(region)?.name;
  if (account === undefined || partition === undefined) return { unknown: "the account is not told" };
  return { value: roleArn({ account, partition, rolePath: textAt(values, "path") ?? "/" }, name) };
}

function isType(type: string): (resource: Resource) => boolean {
  return (resource) => resource.type === type;
}

function sortedOnce(items: readonly string[]): readonly string[] {
  return [...new Set(items)].sort();
}

function allOf<T>(list: readonly Known<T>[]): Known<readonly T[]> {
  const values: T[] = [];
  for (const item of list) {
    if ("unknown" in item) return item;
    values.push(item.value);
  }
  return { value: values };
}

function known<T, U>(item: Known<T>, map: (value: T) => U): Known<U> {
  return "unknown" in item ? item : { value: map(item.value) };
}
