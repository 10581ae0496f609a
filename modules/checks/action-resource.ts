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
  return Object.entries(roles).flatMap(([role, { statements }]) =>
    "unknown" in statements ? [] : judgeRole(statements.value, ["roles", role, "statements"], catalogue),
  );
}

interface Use {
  readonly at: ModelPath;
  /** Of an action its resources, of a resource its actions. */
  readonly with: Set<string>;
}

function judgeRole(statements: readonly Statement[], path: ModelPath, catalogue: ActionCatalogue): Observation[] {
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
    const details = catalogue.findDetails(action);
    const [first] = details;
    if (first === undefined || [...on].some((resource) => isOn(details, resource))) return [];
    // The shortest is the plain one, where there are access points and the like besides.
    const [type = "", ...others] = [...first.resources].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
    const expected =
      type === "" ? '"*": IAM takes no resource for it' : `${type}${others.length === 0 ? "" : " or the like"}`;
    const message = `got ${action} on ${[...on].join(", ")}, which grants nothing, expected ${expected}`;
    const fix = type === "" ? 'give it a statement of its own with "*"' : "name a resource of that type";
    return [{ at, severity: "error" as const, about: action, message, fix }];
  });
  const known = new Set(useless.map(({ about }) => about));
  const unused = [...resources].flatMap(([resource, { at, with: by }]) => {
    const left = [...by].filter((action) => !known.has(action));
    const used = left.some((action) => {
      const details = catalogue.findDetails(action);
      return details.length === 0 || isOn(details, resource);
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

/** Whether some resource that a pattern matches is of a type that one of the actions is on. */
function isOn(actions: readonly ActionDetails[], resource: string): boolean {
  // What is no ARN IAM refuses.
  if (/^\*+$/.test(resource) || !resource.startsWith("arn:")) return true;
  // What a variable stands for is not known.
  const pattern = resource.replace(/\$\{[^}]*\}/g, "*");
  // An alias is a name that kms-grant judges.
  if (/^arn:[^:]*:kms:[^:]*:[^:]*:alias\//.test(pattern)) return true;
  return actions.some(({ resources }) => resources.some((type) => mayBe(type, pattern)));
}

/**
 * Whether a pattern can match an ARN of a type, `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. A wildcard before
 * the resource stays within its field; IAM completes an ARN of fewer fields by wildcards.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function mayBe(type: string, pattern: string): boolean {
  // Of names only those of buckets are known to have no slash, and it is what tells them from objects.
  if (type.endsWith(":${BucketName}") && pattern.includes("/")) return false;
  const [own, asked] = [fieldsOf(type.replace(/\$\{[^}]*\}/g, "*")), fieldsOf(pattern)];
  return own.every((field, i) => overlap(field, asked[i] ?? "*"));
}

/** The six fields of an ARN; the last may have colons. */
function fieldsOf(arn: string): readonly string[] {
  const fields = arn.split(":");
  return [...fields.slice(0, 5), ...(fields.length > 5 ? [fields.slice(5).join(":")] : [])];
}
