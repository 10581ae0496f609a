import fc from "fast-check";
import { BUILT_IN_ROLES } from "../../modules/kubernetes/built-in-roles";
import type { BindingGrants } from "../../modules/kubernetes/evaluate/bound-rules";
import type { KubernetesRequest, NonResourceRequest, ResourceRequest } from "../../modules/kubernetes/evaluate/request";
import type { PolicyRule } from "../../modules/kubernetes/rbac";

/** Roles, bindings and requests of one vocabulary, so that rules often come close to requests: the same each time. */
export interface RbacCases {
  /** By name. */
  readonly clusterRoles: Readonly<Record<string, readonly PolicyRule[]>>;
  readonly subjects: readonly RbacSubject[];
}

export interface RbacSubject {
  /** `namespace/serviceAccount` */
  readonly pod: string;
  readonly bindings: readonly BindingGrants[];
  readonly requests: readonly KubernetesRequest[];
}

/** Namespaces of bindings; requests are also for one more, and for none. */
export const NAMESPACES: readonly string[] = ["a", "b", "c"];

/** An API group that Kubernetes does not bring, with whose rules a ClusterRole extends `view`. */
export const FOREIGN_GROUP = "example.com";

export function rbacCases(seed: number, subjects: number, requests: number): RbacCases {
  const [clusterRoles = []] = fc.sample(fc.array(rules(true), SIZE(20)), { seed, numRuns: 1 });
  const named = Object.fromEntries(clusterRoles.map((made, i) => [`generated-${String(i)}`, made]));
  const bindings = fc.array(binding(Object.keys(named)), { minLength: 1, maxLength: 4 });
  const subject = bindings.chain((bound) =>
    fc.record({
      bindings: fc.constant(bound),
      requests: fc.array(fc.oneof(request, near(bound, named)), SIZE(requests)),
    }),
  );
  const drawn = fc.sample(subject, { seed, numRuns: subjects });
  return {
    clusterRoles: named,
    subjects: drawn.map((made, i) => ({ pod: `${NAMESPACES[i % 3] ?? ""}/subject-${String(i)}`, ...made })),
  };
}

const SIZE = (length: number) => ({ minLength: length, maxLength: length });

const VERBS = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "impersonate"];
const GROUPS = ["", "", "apps", "batch", FOREIGN_GROUP];
const RESOURCES = ["pods", "secrets", "configmaps", "deployments", "jobs", "serviceaccounts", "namespaces", "nodes"];
const SUBRESOURCES = ["log", "exec", "status", "scale", "token"];
const OBJECTS = ["web", "web-1", "settings"];
const PATHS = ["/healthz", "/healthz/etcd", "/metrics", "/metrics/", "/api", "/api/v1", "/version", "/logs/a/b", "/"];
const HTTP_VERBS = ["get", "post", "head"];

const word = (words: readonly string[]) => fc.constantFrom(...words);
const some = (arbitrary: fc.Arbitrary<string>, maxLength: number) =>
  fc.uniqueArray(arbitrary, { minLength: 1, maxLength });
const rarely = <T>(often: fc.Arbitrary<T>, seldom: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: often, weight: 7 }, { arbitrary: seldom, weight: 1 });

const typed = fc.oneof(
  { arbitrary: word(RESOURCES), weight: 5 },
  { arbitrary: fc.tuple(word(RESOURCES), word(SUBRESOURCES)).map((parts) => parts.join("/")), weight: 3 },
  { arbitrary: word(SUBRESOURCES).map((subresource) => `*/${subresource}`), weight: 1 },
  { arbitrary: word(RESOURCES).map((resource) => `${resource}/*`), weight: 1 },
  { arbitrary: fc.constant("*"), weight: 1 },
);

const resourceRule: fc.Arbitrary<PolicyRule> = fc.record({
  apiGroups: some(rarely(word(GROUPS), fc.constant("*")), 2),
  resources: some(typed, 4),
  resourceNames: fc.oneof(fc.constant([]), fc.constant([]), some(rarely(word(OBJECTS), word(["", "*", "we"])), 2)),
  nonResourceURLs: fc.constant([]),
  verbs: some(rarely(word(VERBS), fc.constant("*")), 5),
});

const pattern = fc.oneof(
  word(PATHS),
  word(PATHS).map((path) => `${path}*`),
  word(["/healthz/*", "/metrics/**", "/he*z", "*/api", "/logs/*/b", "*", "**"]),
);

const pathRule: fc.Arbitrary<PolicyRule> = fc.record({
  apiGroups: fc.constant([]),
  resources: fc.constant([]),
  resourceNames: fc.constant([]),
  nonResourceURLs: some(pattern, 3),
  verbs: some(rarely(word(HTTP_VERBS), fc.constant("*")), 2),
});

/** A Role has no rules for paths. */
function rules(isClusterRole: boolean): fc.Arbitrary<readonly PolicyRule[]> {
  const rule = isClusterRole ? fc.oneof({ arbitrary: resourceRule, weight: 2 }, pathRule) : resourceRule;
  return fc.array(rule, { minLength: 1, maxLength: 4 });
}

function binding(generated: readonly string[]): fc.Arbitrary<BindingGrants> {
  const clusterRole = fc.oneof(
    { arbitrary: word(generated), weight: 3 },
    { arbitrary: word(["view", "view", "edit", "admin"]), weight: 2 },
    { arbitrary: word(["cluster-admin", "system:discovery"]), weight: 1 },
  );
  const inNamespace = word(NAMESPACES).map((namespace) => ({ namespace }));
  return fc.oneof(
    {
      arbitrary: fc.record({ scope: inNamespace, grants: fc.record({ clusterRole }) }),
      weight: 3,
    },
    { arbitrary: fc.record({ scope: inNamespace, grants: fc.record({ rules: rules(false) }) }), weight: 3 },
    {
      // Not cluster-admin: nothing would be denied.
      arbitrary: fc.record({
        scope: fc.constant("cluster" as const),
        grants: fc.record({ clusterRole: word([...generated, "view"]) }),
      }),
      weight: 2,
    },
  );
}

const optional = (arbitrary: fc.Arbitrary<string>) => fc.option(arbitrary, { nil: undefined });

const resourceRequest: fc.Arbitrary<ResourceRequest> = fc.record({
  verb: rarely(word(VERBS), fc.constant("*")),
  group: rarely(word(GROUPS), fc.constant("*")),
  resource: rarely(word(RESOURCES), fc.constant("*")),
  subresource: optional(rarely(word(SUBRESOURCES), fc.constant("*"))),
  name: optional(rarely(word(OBJECTS), word(["*", "w"]))),
  namespace: optional(word([...NAMESPACES, ...NAMESPACES, "d"])),
});

const pathRequest: fc.Arbitrary<NonResourceRequest> = fc.record({
  verb: word(HTTP_VERBS),
  nonResourceURL: rarely(word(PATHS), word(["/healthzz", "/he*z"])),
});

const request: fc.Arbitrary<KubernetesRequest> = fc.oneof(
  { arbitrary: resourceRequest, weight: 4 },
  { arbitrary: pathRequest, weight: 1 },
);

/** What a bound rule allows where it counts, or that with one part changed. */
function near(bindings: readonly BindingGrants[], named: RbacCases["clusterRoles"]): fc.Arbitrary<KubernetesRequest> {
  const bound = bindings.flatMap(({ scope, grants }) => {
    const given =
      "rules" in grants
        ? grants.rules
        : (named[grants.clusterRole] ?? BUILT_IN_ROLES.get(grants.clusterRole)?.rules ?? []);
    return given.map((rule) => ({ scope, rule }));
  });
  return fc
    .constantFrom(...bound)
    .chain(({ scope, rule }): fc.Arbitrary<KubernetesRequest> =>
      rule.nonResourceURLs.length > 0
        ? fc.tuple(pathWithin(rule), pathRequest, word(["", "verb", "nonResourceURL"])).map(changed)
        : fc.tuple(objectWithin(scope, rule), resourceRequest, word(["", "", "", ...PARTS])).map(changed),
    );
}

const PARTS = ["verb", "group", "resource", "subresource", "name", "namespace"];

function changed<T>([made, other, part]: readonly [T, T, string]): T {
  return part === "" ? made : { ...made, [part]: other[part as keyof T] };
}

function pathWithin({ verbs, nonResourceURLs }: PolicyRule): fc.Arbitrary<NonResourceRequest> {
  return fc.record({
    verb: one(verbs, HTTP_VERBS),
    nonResourceURL: word(nonResourceURLs).map((url) => url.replace(/\*+$/, "/x")),
  });
}

function objectWithin(scope: BindingGrants["scope"], rule: PolicyRule): fc.Arbitrary<ResourceRequest> {
  const anywhere = fc.oneof(fc.constant(undefined), word(NAMESPACES));
  return one(rule.resources, RESOURCES).chain((written) => {
    const [resource = "", subresource] = written.split("/");
    return fc.record({
      verb: one(rule.verbs, VERBS),
      group: one(rule.apiGroups, GROUPS),
      resource: one([resource], RESOURCES),
      subresource: subresource === undefined ? fc.constant(undefined) : one([subresource], SUBRESOURCES),
      name: rule.resourceNames.length > 0 ? word(rule.resourceNames) : optional(word(OBJECTS)),
      namespace: scope === "cluster" ? anywhere : fc.constant(scope.namespace),
    });
  });
}

/** One of the words of a rule; for `*`, one of all. */
function one(words: readonly string[], all: readonly string[]): fc.Arbitrary<string> {
  return word(words).chain((chosen) => (chosen === "*" ? word(all) : fc.constant(chosen)));
}
