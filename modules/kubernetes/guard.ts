import { isDeepStrictEqual } from "node:util";
import { celLiteral } from "./cel";

/** Who may start which pod in a job namespace, and who may reach into one. */
export interface Guard {
  readonly namespace: string;
  /** Of the ValidatingAdmissionPolicy and its binding. */
  readonly name: string;
  /** Kubernetes users who may start pods: the runner's manager, and who is declared besides. */
  readonly creators: readonly string[];
  /** Kubernetes users who may exec, attach, port-forward and proxy. */
  readonly connectors: readonly string[];
  /** Kubernetes group that is let in whatever it does. */
  readonly breakGlass?: string;
  /** ServiceAccount → ids of the projects whose jobs may be it. */
  readonly projects: Readonly<Record<string, readonly string[]>>;
}

/**
 * What one guard holds: its map is one expression, of which an API server takes 100,000 characters ("exceeds limit"),
 * and 1,000 ServiceAccounts with names of usual length. It is a literal, because a ConfigMap as parameter may be seen
 * stale.
 */
export const GUARD_LIMITS = { entries: 1000, characters: 100_000 } as const;

/** ServiceAccounts, and characters of the expression that names them. */
export function guardExtent({ projects }: Guard): Readonly<Record<keyof typeof GUARD_LIMITS, number>> {
  return { entries: Object.keys(projects).length, characters: allowedExpression(projects).length };
}

/**
 * The ValidatingAdmissionPolicy of a guard. It fails closed, and is about pods in its namespace: who starts one and as
 * what, that images and project stay, that nobody but the manager reaches into one, and that only nodes get tokens of
 * its ServiceAccounts. Updates of anything else (status, finalizers, annotations) pass: a rule by user name there would
 * stop the garbage collector.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export function guardPolicy(guard: Guard): Readonly<Record<string, unknown>> {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata: { name: guard.name },
    spec: {
      failurePolicy: "Fail",
      matchConstraints: {
        resourceRules: [
          rule(["CREATE", "UPDATE"], ["pods"]),
          rule(["UPDATE"], ["pods/ephemeralcontainers"]),
          rule(["CONNECT"], ["pods/exec", "pods/attach", "pods/portforward", "pods/proxy"]),
          rule(["CREATE"], ["serviceaccounts/token"]),
        ],
      },
      variables: [
        { name: "creators", expression: celLiteral([...guard.creators].sort()) },
        { name: "connectors", expression: celLiteral([...guard.connectors].sort()) },
        { name: "breakGlass", expression: celLiteral(guard.breakGlass === undefined ? [] : [guard.breakGlass]) },
        { name: "allowed", expression: allowedExpression(guard.projects) },
        ...VARIABLES,
      ],
      validations: VALIDATIONS,
    },
  };
}

/** The binding that makes a guard's policy hold in its namespace. */
export function guardBinding({ name, namespace }: Guard): Readonly<Record<string, unknown>> {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name },
    spec: {
      policyName: name,
      validationActions: ["Deny"],
      matchResources: { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } },
    },
  };
}

/**
 * Reads a guard back from its manifests. Undefined unless they are exactly what the guard makes: a policy that was
 * weakened, or that is somebody else's, is no guard.
 */
export function readGuard(policy: unknown, binding: unknown): Guard | undefined {
  const name = textOf(policy, "metadata", "name");
  const selector = step(binding, "spec", "matchResources", "namespaceSelector", "matchLabels");
  const namespace = textOf(selector, "kubernetes.io/metadata.name");
  const creators = listOf(parameter(policy, "creators"));
  const connectors = listOf(parameter(policy, "connectors"));
  const groups = listOf(parameter(policy, "breakGlass"));
  const projects = listsOf(parameter(policy, "allowed"));
  if (!name || !namespace || !creators || !connectors || !groups || !projects) return undefined;
  const [breakGlass] = groups;
  const guard = {
    namespace,
    name,
    creators,
    connectors,
    ...(breakGlass === undefined ? {} : { breakGlass }),
    projects,
  };
  const same = isDeepStrictEqual(policy, guardPolicy(guard)) && isDeepStrictEqual(binding, guardBinding(guard));
  return same ? guard : undefined;
}

function rule(operations: readonly string[], resources: readonly string[]) {
  return { apiGroups: [""], apiVersions: ["v1"], operations, resources };
}

const LABEL = "project.runner.gitlab.com/id";

/** Variables that are the same in every guard. `request.subResource` is absent, not empty, for the main resource. */
const VARIABLES = [
  { name: "label", expression: celLiteral(LABEL) },
  { name: "sub", expression: "has(request.subResource) ? request.subResource : ''" },
  {
    name: "isPod",
    expression: "request.resource.resource == 'pods' && variables.sub == '' && request.operation != 'CONNECT'",
  },
  { name: "isCreate", expression: "variables.isPod && request.operation == 'CREATE'" },
  { name: "isUpdate", expression: "variables.isPod && request.operation == 'UPDATE'" },
  { name: "isBreakGlass", expression: "variables.breakGlass.exists(g, g in request.userInfo.groups)" },
  {
    name: "project",
    expression:
      "variables.isPod && has(object.metadata.labels) && variables.label in object.metadata.labels ? object.metadata.labels[variables.label] : ''",
  },
  {
    name: "oldProject",
    expression:
      "variables.isUpdate && has(oldObject.metadata.labels) && variables.label in oldObject.metadata.labels ? oldObject.metadata.labels[variables.label] : ''",
  },
  {
    name: "serviceAccount",
    expression: "variables.isPod && has(object.spec.serviceAccountName) ? object.spec.serviceAccountName : ''",
  },
] as const;

const VALIDATIONS = [
  {
    expression: "!variables.isCreate || request.userInfo.username in variables.creators || variables.isBreakGlass",
    message: "only the runner's manager starts pods in this namespace",
  },
  {
    expression:
      "!variables.isCreate || variables.isBreakGlass || (variables.serviceAccount in variables.allowed && variables.project in variables.allowed[variables.serviceAccount])",
    message: "the project may not run as this ServiceAccount",
    messageExpression:
      "'project ' + (variables.project == '' ? '(none)' : variables.project) + ' may not run as ServiceAccount ' + (variables.serviceAccount == '' ? '(none)' : variables.serviceAccount)",
  },
  {
    expression:
      "!variables.isUpdate || (variables.project == variables.oldProject && object.spec.containers.map(c, c.image) == oldObject.spec.containers.map(c, c.image) && (has(object.spec.initContainers) ? object.spec.initContainers.map(c, c.image) : []) == (has(oldObject.spec.initContainers) ? oldObject.spec.initContainers.map(c, c.image) : []))",
    message: "the project and the images of a job's pod stay as they were created",
  },
  {
    expression: "variables.sub != 'ephemeralcontainers' || variables.isBreakGlass",
    message: "no ephemeral containers in the pods of jobs",
  },
  {
    expression:
      "request.operation != 'CONNECT' || request.userInfo.username in variables.connectors || variables.isBreakGlass",
    message: "only the runner's manager connects to the pods of jobs",
  },
  {
    expression: "variables.sub != 'token' || 'system:nodes' in request.userInfo.groups || variables.isBreakGlass",
    message: "tokens of the ServiceAccounts of jobs are issued to nodes only",
  },
] as const;

function allowedExpression(projects: Guard["projects"]): string {
  return celLiteral(
    Object.fromEntries(Object.entries(projects).map(([account, ids]) => [account, [...new Set(ids)].sort()])),
  );
}

function parameter(policy: unknown, name: string): unknown {
  const variables = step(policy, "spec", "variables");
  if (!Array.isArray(variables)) return undefined;
  const expression = textOf(
    variables.find((variable: unknown) => textOf(variable, "name") === name),
    "expression",
  );
  try {
    return expression === undefined ? undefined : (JSON.parse(expression) as unknown);
  } catch {
    return undefined;
  }
}

function step(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = (here as Readonly<Record<string, unknown>>)[key];
  }
  return here;
}

function textOf(value: unknown, ...path: readonly string[]): string | undefined {
  const found = step(value, ...path);
  return typeof found === "string" ? found : undefined;
}

function listOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((item): item is string => typeof item === "string") ? value : undefined;
}

function listsOf(value: unknown): Readonly<Record<string, readonly string[]>> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value).map(([key, item]) => [key, listOf(item)] as const);
  return entries.every((entry): entry is readonly [string, readonly string[]] => entry[1] !== undefined)
    ? Object.fromEntries(entries)
    : undefined;
}
