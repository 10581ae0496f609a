import { conditionList } from "../../iam/conditions";
import { type Escalation, ESCALATIONS } from "../../iam/escalations";
import { overlap, overlapOfArns } from "../../iam/overlap";
import { patternIndex } from "../../iam/pattern-index";
import type { Statement } from "../../iam/policy";
import { type Right, rightsTo } from "../../iam/rights";
import { isAbout, POD_IDENTITY } from "../../iam/trusted";
import { wildcard } from "../../iam/wildcard";
import type { AccessModel, ModelPath } from "../model";
import { roleOf } from "./assume-edges";
import type { Edge, Place } from "./graph";
import { ANY_NODE, CLUSTER, UNKNOWN } from "./power-edges";
import type { HeldRole } from "./role-rights";

const ACCOUNT: Place = { kind: "account", name: "" };

/** Permissions of AWS by which a role becomes others: by changing them, by passing them on, by who gets in where. */
export function takeoverEdges(model: AccessModel, roles: readonly HeldRole[]): readonly Edge[] {
  const find = rightsTo(ESCALATIONS.map(({ action }) => action).filter((action) => action !== ASSUME));
  const rolesOf = rolesByPattern(roles);
  const context = { model, rolesOf };
  const own = roles.flatMap((role) => {
    const rights = find(role.statements.map(({ statement }) => statement));
    return [
      ...role.unknown.map(({ what, at }): Edge => ({
        from: roleOf(role.name),
        to: UNKNOWN,
        how: "may do more than is known",
        at,
        open: what,
      })),
      // What shows best comes first.
      ...[...rights]
        .sort((a, b) => Number(EDITS.has(b.action)) - Number(EDITS.has(a.action)))
        .flatMap((right) => rightEdges(role, right, rights, context)),
    ];
  });
  return [
    ...own,
    ...rolesOf.edges(),
    ...roles.map(({ name }): Edge => ({ from: ACCOUNT, to: roleOf(name), how: `has role ${name}`, at: [] })),
    { from: ACCOUNT, to: CLUSTER, how: "has the cluster", at: [] },
  ];
}

const ASSUME = "sts:AssumeRole";
const PASS = "iam:PassRole";

interface Context {
  readonly model: AccessModel;
  readonly rolesOf: RolesByPattern;
}

function rightEdges(role: HeldRole, right: Right, rights: readonly Right[], context: Context): readonly Edge[] {
  const { action, resources, statement, index } = right;
  const escalation = BY_ACTION.get(action);
  if (escalation === undefined) return [];
  const at: ModelPath = role.statements[index]?.at ?? [];
  const from = roleOf(role.name);
  const conditional = statement.Condition === undefined ? "" : " under conditions";
  const bounded = role.bounded ? ", unless its boundary refuses" : "";
  return resources.flatMap((resource): readonly Edge[] => {
    const edge = (to: Place, more: Partial<Edge> = {}): Edge => ({
      from,
      to,
      how: `may ${escalation.how}, by ${action} on ${resource}${conditional}${bounded}`,
      at,
      ...more,
    });
    if (action === PASS) return passEdges(edge, right, resource, rights, context);
    // Only what is passed on makes it dangerous, and that is told there.
    if (escalation.needs !== undefined) return [];
    if (EDITS.has(action)) {
      const self = overlap(resource, role.arn) && action !== "iam:UpdateAssumeRolePolicy";
      return [...(self ? [edge(ACCOUNT)] : []), edge(context.rolesOf.place(resource))];
    }
    if (ENTRIES.has(action)) return [entryEdge(edge, resource, context.model)];
    if (MACHINES.test(action)) return [machineEdge(edge, action, resource, context.model)];
    if (PRINCIPALS.test(action) && isAny(resource)) return [edge(ACCOUNT)];
    return [edge(UNKNOWN, { open: "whose rights these are is not known" })];
  });
}

const BY_ACTION: ReadonlyMap<string, Escalation> = new Map(ESCALATIONS.map((each) => [each.action, each]));

const EDITS = new Set(["iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"]);
const ENTRIES = new Set(["eks:AssociateAccessPolicy", "eks:CreateAccessEntry", "eks:UpdateAccessEntry"]);

/** Actions on machines, which nodes are. */
const MACHINES =
  /^(ssm:(ResumeSession|SendCommand|StartSession|CreateAssociation|UpdateAssociation|UpdateDocument)|ec2-instance-connect:.*|ec2:(ModifyInstanceAttribute|CreateLaunchTemplateVersion|ModifyLaunchTemplate))$/;

/** Actions on users, groups and policies: of any, administrators among them. */
const PRINCIPALS = /^iam:.*(User|Group|AccessKey|Credential|LoginProfile|MFADevice|PolicyVersion)/;

/** Whether a resource is everything, or everything of a kind. */
function isAny(resource: string): boolean {
  return /^\*+$|^[^:]*:[^:]*:[^:]*:[^:]*:[^:]*:([a-z-]+\/)?\*+$/.test(resource);
}

type MakeEdge = (to: Place, more?: Partial<Edge>) => Edge;

function entryEdge(edge: MakeEdge, resource: string, { cluster, clusters }: AccessModel): Edge {
  const names = [...(cluster === undefined ? [] : [cluster.split("/").at(-1) ?? ""]), ...Object.keys(clusters)];
  const ours = names.some((name) =>
    [`arn:*:eks:*:*:cluster/${name}`, `arn:*:eks:*:*:access-entry/${name}/*`].some((arn) =>
      overlapOfArns(resource, arn),
    ),
  );
  if (ours) return edge(CLUSTER);
  return edge(UNKNOWN, { open: "which cluster that is, is not known" });
}

/** Whether a node is among some machines: for sure where SSM reaches any, and nodes by a policy of their role. */
function machineEdge(edge: MakeEdge, action: string, resource: string, { clusters, roles }: AccessModel): Edge {
  const nodes = Object.values(clusters).flatMap((cluster) => Object.values(cluster.nodes));
  const managed = nodes.some(({ role }) => {
    const arns = roles[role]?.managedPolicies;
    return (
      arns !== undefined && "value" in arns && arns.value.some((arn) => arn.endsWith("/AmazonSSMManagedInstanceCore"))
    );
  });
  if (managed && action.startsWith("ssm:") && isAny(resource)) return edge(ANY_NODE);
  return edge(ANY_NODE, { open: "whether a node is among these machines is not known" });
}

/** Roles that are passed on to a service which runs what one says: where their trust lets that service in. */
function passEdges(
  edge: MakeEdge,
  { statement }: Right,
  resource: string,
  rights: readonly Right[],
  { rolesOf }: Context,
): readonly Edge[] {
  const makers = new Map(
    rights.flatMap(({ action }) => {
      const service = BY_ACTION.get(action)?.passedTo;
      return service === undefined || !mayPassTo(statement, service) ? [] : [[service, action] as const];
    }),
  );
  return [...makers].flatMap(([service, action]): readonly Edge[] => {
    const { place, some } = rolesOf.passed(resource, service);
    const how = `may pass ${resource} to ${service}, by ${action}`;
    return [
      edge(place, some ? { how } : { how, cut: `the trust of every such role that is known: not for ${service}` }),
    ];
  });
}

function mayPassTo(statement: Statement, service: string): boolean {
  const limits = conditionList(statement).filter(({ key }) => key.toLowerCase() === "iam:passedtoservice");
  return limits.every(({ values }) => values.some((value) => wildcard(value).test(service)));
}

interface RolesByPattern {
  /** Every role that a pattern overlaps. */
  readonly place: (pattern: string) => Place;
  /** Those of them that let a service in; whether there are any. */
  readonly passed: (pattern: string, service: string) => { readonly place: Place; readonly some: boolean };
  readonly edges: () => readonly Edge[];
}

/** Patterns of roles, each followed once, however many have a permission on it. */
function rolesByPattern(roles: readonly HeldRole[]): RolesByPattern {
  const overlapping = patternIndex(roles, ({ arn }) => arn);
  const known = new Map<string, readonly Edge[]>();
  const once = (place: Place, make: () => readonly Edge[]): readonly Edge[] => {
    const key = `${place.kind} ${place.name}`;
    const edges = known.get(key) ?? make();
    known.set(key, edges);
    return edges;
  };
  return {
    place: (pattern) => {
      const place: Place = { kind: "roles", name: pattern };
      once(place, () =>
        [...overlapping(pattern)].map(({ name }) => ({
          from: place,
          to: roleOf(name),
          how: `include role ${name}`,
          at: [],
        })),
      );
      return place;
    },
    passed: (pattern, service) => {
      const place: Place = { kind: "passed", name: `${pattern} passed to ${service}` };
      const edges = once(place, () => [...overlapping(pattern)].flatMap((role) => passedTo(role, service, place)));
      return { place, some: edges.some(({ cut }) => cut === undefined) };
    },
    edges: () => [...known.values()].flat(),
  };
}

/** An association of a role whose trust names its pod is of no use for another. */
function passedTo({ name, trust }: HeldRole, service: string, from: Place): readonly Edge[] {
  const edge: Edge = { from, to: roleOf(name), how: `include role ${name}, which lets ${service} in`, at: [] };
  if (trust === undefined) return [{ ...edge, open: `whom role ${name} lets in is not known` }];
  const letting = trust.filter(
    (statement) =>
      statement.Effect === "Allow" &&
      isAbout(statement, ASSUME) &&
      typeof statement.Principal === "object" &&
      (statement.Principal.Service ?? []).includes(service),
  );
  if (letting.length === 0) return [];
  const named = (statement: Statement) =>
    conditionList(statement).some(({ key }) => key.toLowerCase() === "aws:requesttag/kubernetes-service-account");
  return [
    service === POD_IDENTITY && letting.every(named)
      ? { ...edge, cut: `the trust of role ${name} names its pod` }
      : edge,
  ];
}
