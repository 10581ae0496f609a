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
 * Characters that the map of one guard may have. An API server takes expressions of 100,000 ("exceeds limit"), of which
 * a guard has as many as its map needs; 12,000 entries of 637,000 characters were tried, and are judged in milliseconds.
 * The map is a literal, because a ConfigMap as parameter may be seen stale.
 */
export const GUARD_LIMIT = 600_000;

/** What one expression of the map holds. */
const SHARD = { entries: 1000, characters: 90_000 } as const;

/** Characters of the map of a guard. */
export function guardSize({ projects }: Guard): number {
  return celLiteral(projects).length;
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
  const shards = allowedExpressions(guard.projects);
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata: { name: guard.name },
    spec: {
      failurePolicy: "Fail",
      matchConstraints: {
        resourceRules: [
          rule(["CREATE", "UPDATE"], ["pods"]),
          rule(["UPDATE"], ["pods/status"]),
          rule(["UPDATE"], ["pods/ephemeralcontainers"]),
          rule(["CONNECT"], ["pods/exec", "pods/attach", "pods/portforward", "pods/proxy"]),
          rule(["CREATE"], ["serviceaccounts/token"]),
          rule(["CREATE"], ["secrets"]),
        ],
      },
      variables: [
        { name: "creators", expression: celLiteral([...guard.creators].sort()) },
        { name: "connectors", expression: celLiteral([...guard.connectors].sort()) },
        { name: "breakGlass", expression: celLiteral(guard.breakGlass === undefined ? [] : [guard.breakGlass]) },
        ...shards.map((expression, i) => ({ name: allowedName(i), expression })),
        ...VARIABLES,
        { name: "projects", expression: lookUp(shards.length) },
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
  // Labels can be written with the status as well.
  {
    name: "isLabelled",
    expression: "variables.isPod || (request.resource.resource == 'pods' && variables.sub == 'status')",
  },
  { name: "isBreakGlass", expression: "variables.breakGlass.exists(g, g in request.userInfo.groups)" },
  {
    name: "project",
    expression:
      "variables.isLabelled && has(object.metadata.labels) && variables.label in object.metadata.labels ? object.metadata.labels[variables.label] : ''",
  },
  {
    name: "oldProject",
    expression:
      "variables.isLabelled && request.operation == 'UPDATE' && has(oldObject.metadata.labels) && variables.label in oldObject.metadata.labels ? oldObject.metadata.labels[variables.label] : ''",
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
    expression: "!variables.isCreate || variables.isBreakGlass || variables.project in variables.projects",
    message: "the project may not run as this ServiceAccount",
    messageExpression:
      "'project ' + (variables.project == '' ? '(none)' : variables.project) + ' may not run as ServiceAccount ' + (variables.serviceAccount == '' ? '(none)' : variables.serviceAccount)",
  },
  {
    expression: "variables.sub != 'status' || variables.project == variables.oldProject",
    message: "the project of a job's pod stays as it was created",
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
  {
    // The API server writes a token into such a Secret, for as long as it is there.
    expression:
      "request.resource.resource != 'secrets' || !has(object.type) || object.type != 'kubernetes.io/service-account-token' || variables.isBreakGlass",
    message: "no Secrets with tokens of ServiceAccounts in this namespace",
  },
] as const;

/** The map in as many expressions as it takes, each the literal of a part of it. */
function allowedExpressions(projects: Guard["projects"]): readonly string[] {
  const shards: Record<string, readonly string[]>[] = [{}];
  let characters = 0;
  for (const [account, ids] of Object.entries(projects).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const entry = { [account]: [...new Set(ids)].sort() };
    const length = celLiteral(entry).length;
    let shard = shards.at(-1) ?? {};
    if (Object.keys(shard).length >= SHARD.entries || characters + length > SHARD.characters) {
      shard = {};
      shards.push(shard);
      characters = 0;
    }
    Object.assign(shard, entry);
    characters += length;
  }
  return shards.map(celLiteral);
}

/** The projects whose jobs may be the pod's ServiceAccount: none where no part of the map has it. */
function lookUp(shards: number): string {
  const parts = Array.from({ length: shards }, (_, i) => `variables.${allowedName(i)}`);
  return parts.reduceRight(
    (rest, part) => `variables.serviceAccount in ${part} ? ${part}[variables.serviceAccount] : ${rest}`,
    "[]",
  );
}

/** Name of the variable that holds a part of the map. */
export function allowedName(shard: number): string {
  return shard === 0 ? "allowed" : `allowed_${String(shard)}`;
}
