import { API_GROUPS } from "../../modules/kubernetes/api-groups";
import { CLUSTER_RESOURCES } from "../../modules/kubernetes/cluster-resources";
import { BUILT_IN_ROLES, BUILT_IN_ROLES_OF, SERVICE_ACCOUNT_ROLES } from "../../modules/kubernetes/built-in-roles";
import type { PolicyRule } from "../../modules/kubernetes/rbac";
import { until } from "../../sandbox/processes";
import { inKubernetes } from "./support";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";

interface ClusterRole {
  readonly rules: readonly Partial<PolicyRule>[] | null;
  readonly aggregationRule?: {
    readonly clusterRoleSelectors: readonly { readonly matchLabels: Readonly<Record<string, string>> }[];
  };
}

interface ClusterRoleBinding {
  readonly roleRef: { readonly name: string };
  readonly subjects?: readonly { readonly kind: string; readonly name: string }[];
}

interface GroupList {
  readonly groups: readonly {
    readonly name: string;
    readonly versions: readonly { readonly groupVersion: string }[];
  }[];
}

interface ResourceList {
  readonly groupVersion: string;
  readonly resources: readonly { readonly name: string; readonly namespaced: boolean }[];
}

inKubernetes("what comes with Kubernetes", (kubernetes) => {
  const clusterRole = async (name: string) =>
    (await kubernetes.it.client.send("GET", `${RBAC}/clusterroles/${name}`)) as ClusterRole;

  beforeAll(async () => {
    // The controller manager fills these in, one from another.
    await until("the rules of ClusterRole admin", 60, async () => {
      const { rules } = await clusterRole("admin");
      return single(rules ?? []).some((permission) => permission.startsWith("get pods"));
    });
  });

  test("is of the version that the data names", async () => {
    const { major, minor } = (await kubernetes.it.client.send("GET", "/version")) as Record<"major" | "minor", string>;
    expect(`Kubernetes ${major}.${minor}`).toBe(BUILT_IN_ROLES_OF);
  });

  test.each([...BUILT_IN_ROLES])("has the rules of ClusterRole %s", async (name, { rules, aggregates }) => {
    const made = await clusterRole(name);
    expect(single(made.rules ?? [])).toEqual(single(rules));
    const selectors = made.aggregationRule?.clusterRoleSelectors;
    expect(selectors).toEqual(aggregates === undefined ? undefined : [{ matchLabels: { [aggregates]: "true" } }]);
  });

  test("binds ClusterRoles to the groups of every ServiceAccount", async () => {
    const groups = ["system:authenticated", "system:serviceaccounts"];
    const bindings = (await kubernetes.it.client.list(
      `${RBAC}/clusterrolebindings`,
    )) as unknown as readonly ClusterRoleBinding[];
    const bound = bindings.flatMap(({ roleRef, subjects = [] }) =>
      subjects
        .filter(({ kind, name }) => kind === "Group" && groups.includes(name))
        .map(({ name: group }) => ({ clusterRole: roleRef.name, group })),
    );
    expect(bound).toEqual(SERVICE_ACCOUNT_ROLES);
  });

  test("serves the API groups", async () => {
    const groups = await served();
    expect(["", ...groups.map(({ name }) => name)].sort()).toEqual(API_GROUPS);
  });

  test("serves the resources of the cluster", async () => {
    const paths = (await served()).flatMap(({ versions }) => versions.map((v) => `/apis/${v.groupVersion}`));
    const lists = await Promise.all(
      ["/api/v1", ...paths].map(async (path) => (await kubernetes.it.client.send("GET", path)) as ResourceList),
    );
    const ofCluster = lists.flatMap(({ groupVersion, resources }) => {
      const group = groupVersion.includes("/") ? `.${groupVersion.split("/")[0] ?? ""}` : "";
      const own = resources.filter(({ name, namespaced }) => !namespaced && !name.includes("/"));
      return own.map(({ name }) => `${name}${group}`);
    });
    expect([...new Set(ofCluster)].sort()).toEqual(CLUSTER_RESOURCES);
  });

  const served = async () => ((await kubernetes.it.client.send("GET", "/apis")) as GroupList).groups;
});

/** Each single permission of rules: how they are put together does not matter. */
function single(rules: readonly Partial<PolicyRule>[]): readonly string[] {
  const permissions = rules.flatMap(
    ({ verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }) => {
      const things = apiGroups.flatMap((group) => resources.map((resource) => `${resource}.${group}`));
      const names = resourceNames.length === 0 ? "" : `=${resourceNames.join(",")}`;
      return verbs.flatMap((verb) => [...things, ...nonResourceURLs].map((thing) => `${verb} ${thing}${names}`));
    },
  );
  return [...new Set(permissions)].sort();
}
