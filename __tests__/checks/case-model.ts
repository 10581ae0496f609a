import { type AccessModel, model, type RoleAccess, type RunnerAccess } from "../../modules/access/model";
import type { Quotas } from "../../modules/checks/rule";

/** A case that is a part of a model: of a role or a runner, only what it is about. */
export interface CaseModel {
  readonly model: Partial<Omit<AccessModel, "roles" | "runners">> & {
    readonly roles?: Readonly<Record<string, Partial<RoleAccess>>>;
    readonly runners?: Readonly<Record<string, Partial<RunnerAccess>>>;
  };
  readonly quotas?: Quotas;
}

/** The model of a case. A key or an item `x-{0..9}` stands for ten. */
export function modelOf(declared: CaseModel["model"]): AccessModel {
  const { roles = {}, runners = {}, ...parts } = expanded(declared) as CaseModel["model"];
  return model({ ...parts, roles: filled(roles, ROLE), runners: filled(runners, RUNNER) });
}

const ROLE: RoleAccess = {
  arn: { value: "arn:aws:iam::111122223333:role/r" },
  trust: { value: [] },
  statements: { value: [] },
  managedPolicies: { value: [] },
  exclusive: { value: true },
};

const RUNNER: RunnerAccess = {
  gitlabUrl: "https://gitlab.com",
  token: { secret: "token" },
  managerServiceAccount: "ci-manager/manager",
  defaultPod: "ci/idle",
  namespacePattern: "",
  serviceAccountPattern: "",
  bearerTokenOverwrite: false,
  nodeSelectorPattern: "",
  nodeTolerationPattern: "",
  labelPattern: "",
  annotationPattern: "",
  privileged: false,
  hostMounts: [],
  nodeSelector: {},
  nodeTolerations: {},
  namespacePerJob: false,
};

function filled<T>(entries: Readonly<Record<string, Partial<T>>>, whole: T): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(entries).map(([key, part]) => [key, { ...whole, ...part }]));
}

function expanded(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown): readonly unknown[] =>
      typeof item === "string" ? series(item) : [expanded(item)],
    );
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => series(key).map((name) => [name, expanded(item)] as const)),
  );
}

/** `x-{0..2}` as `x-0`, `x-1`, `x-2`. */
function series(text: string): readonly string[] {
  const [range, first, last] = /\{(\d+)\.\.(\d+)\}/.exec(text) ?? [];
  if (range === undefined) return [text];
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) =>
    text.replace(range, String(Number(first) + i)),
  );
}
