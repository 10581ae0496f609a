import { API_GROUPS } from "./api-groups";
import { type BoundRules, judge } from "./evaluate/judge";
import type { ResourceRequest } from "./evaluate/request";
import { ruleAllows } from "./evaluate/rule-allows";

/** Permissions by which one becomes others, or gets more than is written. */
export type PowerId =
  | "everything"
  | "secrets"
  | "start"
  | "controllers"
  | "exec"
  | "change"
  | "tokens"
  | "token Secrets"
  | "impersonate"
  | "users"
  | "bind"
  | "escalate"
  | "accounts"
  | "kubelet"
  | "admission"
  | "webhooks"
  | "validating webhooks"
  | "namespaces"
  | "logs"
  | "ports"
  | "services"
  | "aws-auth"
  | "volumes"
  | "certificates"
  | "apiservices";

/** Something that rules let one do. */
export interface Power {
  readonly id: PowerId;
  /** In words that go on from "may", and before where it is. */
  readonly how: string;
  /** Which of the rules it was found in, by their place in the list. */
  readonly by: number;
  /** The objects that it is limited to, by their names; none: any. */
  readonly names: readonly string[];
}

interface Kind {
  readonly id: PowerId;
  readonly how: string;
  /** All of which are needed, each by any of its requests. */
  readonly needs: readonly (readonly ResourceRequest[])[];
  /** Whether it is about what belongs to no namespace. */
  readonly clusterWide?: true;
}

/**
 * What rules let one do in a namespace, or in the whole cluster, of what the list below has; where that is everything,
 * nothing else is named. What belongs to no namespace is told of the whole cluster alone.
 */
export function powersOf(bound: readonly BoundRules[], namespace: string | undefined): readonly Power[] {
  const place = namespace === undefined ? {} : { namespace };
  const everything = holder([{ verb: "*", group: "*", resource: "*", ...place }], bound);
  if (everything !== undefined) return [{ id: "everything", how: "do everything", by: everything, names: [] }];
  return KINDS.flatMap(({ id, how, needs, clusterWide = false }): readonly Power[] => {
    if (clusterWide && namespace !== undefined) return [];
    const found = needs.map((requests) =>
      find(
        requests.map((request) => ({ ...request, ...place })),
        bound,
      ),
    );
    const [first] = found;
    if (first === undefined || found.some((each) => each === undefined)) return [];
    return [{ id, how, by: first.by, names: [...new Set(found.flatMap((each) => each?.names ?? []))].sort() }];
  });
}

/** Every permission of the list that is about a namespace: what everything there is made of. */
export function everyPower(): readonly Power[] {
  return KINDS.filter(({ clusterWide = false }) => !clusterWide).map(({ id, how }) => ({ id, how, by: 0, names: [] }));
}

/** Groups of custom resources that rules let one write: what their controllers do with them is not known. */
export function customGroups({ rules }: BoundRules): readonly string[] {
  if (!("length" in rules)) return [];
  const written = rules.filter(({ verbs }) => verbs.some((verb) => ["*", "create", "patch", "update"].includes(verb)));
  const groups = written.flatMap(({ apiGroups, resources }) => (resources.length === 0 ? [] : apiGroups));
  return [...new Set(groups)].filter((group) => !API_GROUPS.includes(group) && group !== GONE && group !== "*").sort();
}

/** A group that no API server serves any more, and that the built-in roles still name. */
const GONE = "extensions";

function find(
  requests: readonly ResourceRequest[],
  bound: readonly BoundRules[],
): { readonly by: number; readonly names: readonly string[] } | undefined {
  const whole = holder(requests, bound);
  if (whole !== undefined) return { by: whole, names: [] };
  const named = bound.flatMap(({ rules }, by) =>
    ("length" in rules ? rules : []).flatMap((rule) =>
      requests.some((request) => request.name === undefined && ruleAllows({ ...rule, resourceNames: [] }, request))
        ? [{ by, names: rule.resourceNames }]
        : [],
    ),
  );
  const [first] = named;
  return first === undefined ? undefined : { by: first.by, names: named.flatMap(({ names }) => names) };
}

/** Which of the rules allow one of some requests. */
function holder(requests: readonly ResourceRequest[], bound: readonly BoundRules[]): number | undefined {
  const found = bound.findIndex((each) => requests.some((request) => judge(request, [each]).verdict === "allowed"));
  return found < 0 ? undefined : found;
}

const READ = ["get", "list", "watch"];
const WRITE = ["create", "update", "patch"];
const RBAC = "rbac.authorization.k8s.io";
const ADMISSION = "admissionregistration.k8s.io";

/** @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks */
const KINDS: readonly Kind[] = [
  {
    id: "secrets",
    how: "read Secrets, tokens and credentials of others among them",
    needs: [on("", ["secrets"], READ)],
  },
  { id: "start", how: "start pods as any ServiceAccount", needs: [on("", ["pods"], ["create"])] },
  {
    id: "controllers",
    how: "have controllers start pods as any ServiceAccount",
    needs: [
      [
        ...on("", ["replicationcontrollers"], WRITE),
        ...on("apps", ["daemonsets", "deployments", "replicasets", "statefulsets"], WRITE),
        ...on("batch", ["cronjobs", "jobs"], WRITE),
      ],
    ],
  },
  {
    id: "exec",
    how: "run commands in pods of others",
    needs: [on("", ["pods"], ["create", "get"], ["exec", "attach"])],
  },
  {
    id: "change",
    how: "change pods of others",
    needs: [
      [...on("", ["pods"], ["update", "patch"]), ...on("", ["pods"], ["update", "patch"], ["ephemeralcontainers"])],
    ],
  },
  { id: "tokens", how: "get tokens of ServiceAccounts", needs: [on("", ["serviceaccounts"], ["create"], ["token"])] },
  {
    id: "token Secrets",
    how: "have tokens of ServiceAccounts written into Secrets",
    needs: [on("", ["secrets"], ["create"]), on("", ["secrets"], READ)],
  },
  { id: "impersonate", how: "be ServiceAccounts", needs: [on("", ["serviceaccounts"], ["impersonate"])] },
  {
    id: "users",
    how: "be any user",
    needs: [on("", ["users", "groups"], ["impersonate"])],
    clusterWide: true,
  },
  {
    id: "bind",
    how: "give permissions",
    needs: [on(RBAC, ["rolebindings", "clusterrolebindings"], WRITE), on(RBAC, ["roles", "clusterroles"], ["bind"])],
  },
  {
    id: "escalate",
    how: "give permissions by changing roles",
    needs: [on(RBAC, ["roles", "clusterroles"], WRITE), on(RBAC, ["roles", "clusterroles"], ["escalate"])],
  },
  {
    id: "accounts",
    how: "change ServiceAccounts and the roles that they name",
    needs: [on("", ["serviceaccounts"], ["update", "patch"])],
  },
  {
    id: "kubelet",
    how: "reach the kubelet of nodes",
    needs: [on("", ["nodes"], ["get", "create"], ["proxy"])],
    clusterWide: true,
  },
  {
    id: "admission",
    how: "change what the API server refuses",
    needs: [
      on(
        ADMISSION,
        ["validatingadmissionpolicies", "validatingadmissionpolicybindings"],
        ["update", "patch", "delete", "deletecollection"],
      ),
    ],
    clusterWide: true,
  },
  {
    id: "webhooks",
    how: "change what others make, as it is made",
    needs: [on(ADMISSION, ["mutatingwebhookconfigurations", "mutatingadmissionpolicies"], WRITE)],
    clusterWide: true,
  },
  {
    id: "validating webhooks",
    how: "see what others make, Secrets among it",
    needs: [on(ADMISSION, ["validatingwebhookconfigurations"], WRITE)],
    clusterWide: true,
  },
  {
    id: "namespaces",
    how: "change namespaces and their Pod Security level",
    needs: [on("", ["namespaces"], ["update", "patch"])],
  },
  { id: "logs", how: "read logs of pods", needs: [on("", ["pods"], READ, ["log"])] },
  {
    id: "ports",
    how: "reach what listens in pods",
    needs: [on("", ["pods"], ["create", "get"], ["portforward", "proxy"])],
  },
  {
    id: "services",
    how: "reach what listens behind services",
    needs: [on("", ["services"], ["create", "get"], ["proxy"])],
  },
  {
    id: "aws-auth",
    how: "change who gets into the cluster, by the ConfigMap aws-auth",
    needs: [on("", ["configmaps"], ["update", "patch"]).map((request) => ({ ...request, name: "aws-auth" }))],
  },
  {
    id: "volumes",
    how: "make volumes of paths of nodes",
    needs: [on("", ["persistentvolumes"], ["create"])],
    clusterWide: true,
  },
  {
    id: "certificates",
    how: "get certificates of any user",
    needs: [
      on("certificates.k8s.io", ["certificatesigningrequests"], ["update", "patch"], ["approval"]),
      on("certificates.k8s.io", ["signers"], ["approve"]),
    ],
    clusterWide: true,
  },
  {
    id: "apiservices",
    how: "answer in the API server's place",
    needs: [on("apiregistration.k8s.io", ["apiservices"], WRITE)],
    clusterWide: true,
  },
];

function on(
  group: string,
  resources: readonly string[],
  verbs: readonly string[],
  subresources: readonly (string | undefined)[] = [undefined],
): readonly ResourceRequest[] {
  return resources.flatMap((resource) =>
    subresources.flatMap((subresource) =>
      verbs.map((verb) => ({ verb, group, resource, ...(subresource === undefined ? {} : { subresource }) })),
    ),
  );
}
