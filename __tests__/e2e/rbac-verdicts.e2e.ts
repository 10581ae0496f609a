import {
  boundRules,
  type BindingGrants,
  SERVICE_ACCOUNT_DEFAULTS,
} from "../../modules/kubernetes/evaluate/bound-rules";
import { type BoundRules, judge, type RbacVerdict } from "../../modules/kubernetes/evaluate/judge";
import type { KubernetesRequest } from "../../modules/kubernetes/evaluate/request";
import { until } from "../../sandbox/processes";
import { isAllowed } from "./access-review";
import { podUser } from "./guard-requests";
import { FOREIGN_GROUP, NAMESPACES, rbacCases, type RbacSubject } from "./rbac-cases";
import { inKubernetes, say } from "./support";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const API_GROUP = "rbac.authorization.k8s.io";

/** A generated ClusterRole that the judge is not told of. */
const WITHHELD = "generated-0";

/** Requests in flight: enough that the API server never waits. */
const AT_ONCE = 32;

const { clusterRoles, subjects } = rbacCases(20251, 50, 200);

interface Answer {
  readonly pod: string;
  readonly request: KubernetesRequest;
  readonly verdict: RbacVerdict;
  /** By the API server. */
  readonly allowed: boolean;
}

const VERDICTS = ["allowed", "denied", "cannot tell"] as const;

const judged =
  (kind: RbacVerdict["verdict"]) =>
  ({ verdict }: Answer): boolean =>
    verdict.verdict === kind;

const isForeign = ({ request }: Answer): boolean => "group" in request && request.group === FOREIGN_GROUP;

const SORTS: Readonly<Record<string, (request: KubernetesRequest) => boolean>> = {
  paths: (request) => "nonResourceURL" in request,
  subresources: (request) => "group" in request && request.subresource !== undefined,
  "named objects": (request) => "group" in request && request.name !== undefined,
  "unnamed objects": (request) => "group" in request && request.name === undefined,
  "all namespaces": (request) => "group" in request && request.namespace === undefined,
};

inKubernetes("verdicts about Kubernetes permissions", (kubernetes) => {
  let answers: readonly Answer[] = [];

  beforeAll(async () => {
    await makeRoles();
    await Promise.all(subjects.map(makeBindings));
    await makeMarkers();
    const asked = subjects.flatMap((subject) => subject.requests.map((request) => ({ subject, request })));
    answers = await inParallel(asked, async ({ subject, request }) => ({
      pod: subject.pod,
      request,
      verdict: judge(request, boundTo(subject)),
      allowed: await isAllowed(kubernetes.it.client, podUser(subject.pod), request),
    }));
    const counted = VERDICTS.map((verdict) => `${String(answers.filter(judged(verdict)).length)} ${verdict}`);
    say(`${String(answers.length)} verdicts: ${counted.join(", ")}`);
  });

  const make = (kind: string, namespace: string | undefined, object: Readonly<Record<string, unknown>>) =>
    kubernetes.it.client.send(
      "POST",
      `${RBAC}/${namespace === undefined ? "" : `namespaces/${namespace}/`}${kind}`,
      object,
    );

  async function makeRoles() {
    await Promise.all(
      NAMESPACES.map((name) => kubernetes.it.client.send("POST", "/api/v1/namespaces", { metadata: { name } })),
    );
    const extension = { apiGroups: [FOREIGN_GROUP], resources: ["*"], verbs: ["get", "list"] };
    const labels = { "rbac.authorization.k8s.io/aggregate-to-view": "true" };
    await make("clusterroles", undefined, { metadata: { name: "extension", labels }, rules: [extension] });
    await Promise.all(
      Object.entries(clusterRoles).map(([name, rules]) =>
        make("clusterroles", undefined, { metadata: { name }, rules }),
      ),
    );
  }

  async function makeBindings({ pod, bindings }: RbacSubject) {
    await Promise.all(bindings.map((binding, i) => makeBinding(pod, `${pod.replace("/", "-")}-${String(i)}`, binding)));
  }

  async function makeBinding(pod: string, name: string, { scope, grants }: BindingGrants) {
    const namespace = scope === "cluster" ? undefined : scope.namespace;
    if ("rules" in grants) await make("roles", namespace, { metadata: { name }, rules: grants.rules });
    const roleRef =
      "rules" in grants
        ? { apiGroup: API_GROUP, kind: "Role", name }
        : { apiGroup: API_GROUP, kind: "ClusterRole", name: grants.clusterRole };
    const [subjectNamespace, subjectName] = pod.split("/");
    const subject = { kind: "ServiceAccount", namespace: subjectNamespace, name: subjectName };
    const kind = namespace === undefined ? "clusterrolebindings" : "rolebindings";
    await make(kind, namespace, { metadata: { name }, roleRef, subjects: [subject] });
  }

  /** The authorizer sees each kind of object in the order of its making: when the last of each counts, all do. */
  async function makeMarkers() {
    const request = { verb: "mark", group: "", resource: "marks" };
    const rules = [{ apiGroups: [""], resources: ["marks"], resourceNames: [], nonResourceURLs: [], verbs: ["mark"] }];
    const pod = "a/marker";
    await make("clusterroles", undefined, { metadata: { name: "marker" }, rules });
    await makeBinding(pod, "marker", { scope: "cluster", grants: { clusterRole: "marker" } });
    await makeBinding("a/role-marker", "marker", { scope: { namespace: "a" }, grants: { rules } });
    const viewer = "a/viewer";
    await makeBinding(viewer, "viewer", { scope: { namespace: "a" }, grants: { clusterRole: "admin" } });
    const ask = (of: string, asked: KubernetesRequest) => isAllowed(kubernetes.it.client, podUser(of), asked);
    await until("the bindings", 30, async () => {
      const counts = await Promise.all([
        ask(pod, request),
        ask("a/role-marker", { ...request, namespace: "a" }),
        ask(viewer, { verb: "get", group: FOREIGN_GROUP, resource: "things", namespace: "a" }),
        ask(viewer, { verb: "get", group: "", resource: "pods", namespace: "a" }),
      ]);
      return counts.every(Boolean);
    });
  }

  test("are at least 5,000, with many of each kind", () => {
    const allowed = answers.filter(judged("allowed")).length;
    const denied = answers.filter(judged("denied")).length;
    expect(allowed).toBeGreaterThan(1000);
    expect(denied).toBeGreaterThan(3000);
    expect(allowed + denied).toBeGreaterThan(5000);
  });

  test.each(Object.entries(SORTS))("are about %s too, with both answers", (_, isOfSort) => {
    const sort = answers.filter(({ request }) => isOfSort(request));
    expect(sort.filter(judged("allowed")).length).toBeGreaterThan(100);
    expect(sort.filter(judged("denied")).length).toBeGreaterThan(100);
  });

  test.each(["view", "edit", "admin", "system:discovery"])("are decided by ClusterRole %s too", (name) => {
    const by = answers.filter(({ verdict }) => "by" in verdict && verdict.by.source.startsWith(`ClusterRole ${name} `));
    expect(by.length).toBeGreaterThan(20);
  });

  test("are those of the API server", () => {
    const wrong = answers.filter(({ verdict: { verdict }, allowed }) => verdict === (allowed ? "denied" : "allowed"));
    expect(wrong).toEqual([]);
  });

  test("are open only where the API server may know more, and there it sometimes does", () => {
    const open = answers.filter(judged("cannot tell"));
    const [foreign, withheld] = [open.filter(isForeign), open.filter((answer) => !isForeign(answer))];
    expect(foreign.some(({ allowed }) => allowed)).toBe(true);
    expect(withheld.some(({ allowed }) => allowed)).toBe(true);
    expect(open.some(({ allowed }) => !allowed)).toBe(true);
  });
});

function boundTo({ bindings }: RbacSubject): readonly BoundRules[] {
  const own = bindings.map((binding): BoundRules => {
    const { grants } = binding;
    const known =
      "clusterRole" in grants && grants.clusterRole !== WITHHELD ? clusterRoles[grants.clusterRole] : undefined;
    return boundRules(known === undefined ? binding : { ...binding, grants: { rules: known } });
  });
  return [...SERVICE_ACCOUNT_DEFAULTS, ...own];
}

/** What becomes of each item, in their order, several at a time. */
async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const waiting = [...items.entries()].reverse();
  const worker = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [i, item] = next;
      results[i] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
