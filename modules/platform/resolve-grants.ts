import { awsManagedPolicyArn } from "../iam/arn";
import type { Conditions } from "../iam/policy";
import type { PolicyRule } from "../kubernetes/rbac";
import type { Bucket } from "./bucket";
import type { Grant } from "./grants";
import type { Path } from "./path";
import type { Aws } from "./platform";
import type { DeclarationInput } from "./schema/declaration";

type GrantInput = NonNullable<DeclarationInput["permissions"]>[string][number];

interface Context {
  readonly aws: Aws;
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly permissions: NonNullable<DeclarationInput["permissions"]>;
}

/** Resolves a list of grants: `use` becomes the grants of its set, each with the path where it is written. */
export function resolveGrants(inputs: readonly GrantInput[], path: Path, context: Context): readonly Grant[] {
  return inputs.flatMap((input, i) => resolveGrant(input, [...path, i], context));
}

function resolveGrant(input: GrantInput, path: Path, context: Context): readonly Grant[] {
  if ("use" in input) {
    return resolveGrants(context.permissions[input.use] ?? [], ["permissions", input.use], context);
  }
  if ("bucket" in input) {
    const bucket = context.buckets.get(input.bucket);
    if (bucket === undefined) return [];
    const prefix = input.prefix === undefined ? {} : { prefix: input.prefix };
    return [{ kind: "bucket", bucket, access: input.access, ...prefix, path }];
  }
  if ("managedPolicy" in input) {
    const { managedPolicy } = input;
    const arn = managedPolicy.startsWith("arn:")
      ? managedPolicy
      : awsManagedPolicyArn(context.aws.partition, managedPolicy);
    return [{ kind: "managedPolicy", arn, path }];
  }
  if ("repository" in input) {
    const { repository, access } = input;
    return [
      { kind: "repository", arn: arnIn(context.aws, "ecr", `repository/${repository}`, repository), access, path },
    ];
  }
  if ("parameter" in input) {
    // A name that is a path has its slash once in the ARN.
    const name = input.parameter.replace(/^\//, "");
    const arn = arnIn(context.aws, "ssm", `parameter/${name}`, input.parameter);
    return [{ kind: "parameter", arn, ...keyOf(input), path }];
  }
  if ("secret" in input) {
    const arn = arnIn(context.aws, "secretsmanager", `secret:${input.secret}-??????`, input.secret);
    return [{ kind: "secret", arn, ...keyOf(input), path }];
  }
  if ("terraformState" in input) {
    const bucket = context.buckets.get(input.terraformState);
    return bucket === undefined ? [] : [{ kind: "terraformState", bucket, key: input.key, access: input.access, path }];
  }
  if ("assume" in input) return [{ kind: "assume", arn: input.assume, path }];
  if ("actions" in input) {
    const { actions, resources } = input;
    return [{ kind: "actions", actions, resources, conditions: lists(input.conditions ?? {}), path }];
  }
  const rules = input.rules?.map(resolveRule) ?? [];
  return [
    {
      kind: "kubernetes",
      scope: "namespace" in input ? { namespace: input.namespace } : "cluster",
      grants: input.role === undefined ? { rules } : { clusterRole: input.role },
      path,
    },
  ];
}

/** What is written, where that is an ARN already; else the ARN of a resource of this account and region. */
function arnIn({ partition, region, account }: Aws, service: string, resource: string, written: string): string {
  return written.startsWith("arn:") ? written : `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

function keyOf({ kms }: { readonly kms?: string | undefined }): { readonly key?: string } {
  return kms === undefined ? {} : { key: kms };
}

type RuleInput = NonNullable<Extract<GrantInput, { readonly namespace: string }>["rules"]>[number];

function resolveRule(rule: RuleInput): PolicyRule {
  const { resources = [], resourceNames = [], nonResourceURLs = [], verbs } = rule;
  const apiGroups = rule.apiGroups ?? (resources.length > 0 ? [""] : []);
  return { apiGroups, resources, resourceNames, nonResourceURLs, verbs };
}

function lists(conditions: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>): Conditions {
  const each = <T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
  return each(conditions, (keys) => each(keys, (value) => (typeof value === "string" ? [value] : value)));
}
