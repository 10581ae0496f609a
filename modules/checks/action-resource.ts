import type { AccessModel, ModelPath } from "../access/model";
import type { ActionCatalogue, ActionDetails } from "../iam/catalogue";
import { overlap } from "../iam/overlap";
import type { Statement } from "../iam/policy";
import type { ModelCheck, Observation } from "./rule";

export const actionResource: ModelCheck = {
  id: "action-resource",
  of: "model",
  what: "An action is allowed on a resource of a type that it is on, and a resource is named for an action on it.",
  why: "IAM takes any pair without a word: s3:ListBucket on `bucket/*`, s3:GetObject on the bucket, ecr:GetAuthorizationToken on a repository grant nothing.",
  fix: "Name a resource of the type that AWS's service authorization reference says; `*` where it says none.",
  example: [
    "identities:",
    "  i:",
    "    allow:",
    '      - { actions: [s3:ListBucket], resources: ["arn:aws:s3:::data/*"] }',
  ].join("\n"),
  acceptable: false,
  judge,
};

/**
 * By role, since one resource may be there for one action of a statement and the next for another, and statements of
 * one role add up. What is not in the catalogue is a finding of unknown-action.
 */
function judge({ roles }: AccessModel, catalogue: ActionCatalogue): readonly Observation[] {
  // Roles have the same actions again and again.
  const known = new Map<string, Target | undefined>();
  const targetOf = (action: string): Target | undefined => {
    if (!known.has(action)) known.set(action, target(catalogue.findDetails(action)));
    return known.get(action);
  };
  return Object.entries(roles).flatMap(([role, { statements }]) =>
    "unknown" in statements ? [] : judgeRole(statements.value, ["roles", role, "statements"], targetOf),
  );
}

interface Use {
  readonly at: ModelPath;
  /** Of an action its resources, of a resource its actions. */
  readonly with: Set<string>;
}

function judgeRole(
  statements: readonly Statement[],
  path: ModelPath,
  targetOf: (action: string) => Target | undefined,
): Observation[] {
  const actions = new Map<string, Use>();
  const resources = new Map<string, Use>();
  statements.forEach(({ Effect, Action, Resource }, i) => {
    // What is said by exception is on more than can be listed.
    if (Effect !== "Allow" || Action === undefined || Resource === undefined) return;
    Action.forEach((action, j) => {
      use(actions, action, [...path, i, "Action", j], Resource);
    });
    Resource.forEach((resource, j) => {
      use(resources, resource, [...path, i, "Resource", j], Action);
    });
  });
  const useless = [...actions].flatMap(([action, { at, with: on }]) => {
    const target = targetOf(action);
    if (target === undefined || [...on].some((resource) => isOn(target, resource))) return [];
    const { type } = target;
    const expected = type === "" ? '"*": IAM takes no resource for it' : type;
    const message = `got ${action} on ${[...on].join(", ")}, which grants nothing, expected ${expected}`;
    const fix = type === "" ? 'give it a statement of its own with "*"' : "name a resource of that type";
    return [{ at, severity: "error" as const, about: action, message, fix }];
  });
  const known = new Set(useless.map(({ about }) => about));
  const unused = [...resources].flatMap(([resource, { at, with: by }]) => {
    const left = [...by].filter((action) => !known.has(action));
    const used = left.some((action) => {
      const target = targetOf(action);
      return target === undefined || isOn(target, resource);
    });
    if (left.length === 0 || used) return [];
    const message = `got ${resource}, which ${left.join(", ")} cannot be on, expected a resource of another type`;
    const fix = "name a resource that the actions are on, or take it out";
    return [{ at, severity: "error" as const, about: resource, message, fix }];
  });
  return [...useless, ...unused];
}

function use(uses: Map<string, Use>, name: string, at: ModelPath, others: readonly string[]): void {
  const known = uses.get(name) ?? { at, with: new Set<string>() };
  uses.set(name, known);
  others.forEach((other) => known.with.add(other));
}

/** What an action, or those of a pattern, are on. */
interface Target {
  /** One of the types, for people: the shortest is the plain one, where there are access points besides. */
  readonly type: string;
  /** Patterns of the types' ARNs, by field. */
  readonly patterns: readonly (readonly string[])[];
}

/** Undefined for what is not in the catalogue. */
function target(actions: readonly ActionDetails[]): Target | undefined {
  const [first] = actions;
  if (first === undefined) return undefined;
  const [type = ""] = [...first.resources].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const types = new Set(actions.flatMap(({ resources }) => resources));
  // Of names only those of buckets are known to have no slash, and it is what tells them from objects.
  const patterns = [...types].map((each) => fieldsOf(each).map((field) => (field === BUCKET ? BUCKET : wild(field))));
  return { type, patterns };
}

const BUCKET = "${BucketName}";

/** A placeholder, or a variable, stands for what is not known. */
function wild(text: string): string {
  return text.replace(/\$\{[^}]*\}/g, "*");
}

/**
 * Whether some resource that a pattern matches is of a type that an action is on. A wildcard before the resource stays
 * within its field; IAM completes an ARN of fewer fields by wildcards.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function isOn({ patterns }: Target, resource: string): boolean {
  // What is no ARN IAM refuses; an alias of a key is a name that kms-grant judges.
  if (/^\*+$/.test(resource) || !resource.startsWith("arn:")) return true;
  const fields = fieldsOf(wild(resource));
  if (fields[2] === "kms" && fields[5]?.startsWith("alias/") === true) return true;
  return patterns.some((type) => type.every((field, i) => fits(field, fields[i] ?? "*")));
}

function fits(field: string, asked: string): boolean {
  return field === BUCKET ? !asked.includes("/") : overlap(field, asked);
}

/** The six fields of an ARN; the last may have colons. */
function fieldsOf(arn: string): readonly string[] {
  const fields = arn.split(":");
  return [...fields.slice(0, 5), ...(fields.length > 5 ? [fields.slice(5).join(":")] : [])];
}
