import {
  allowedName,
  type Guard,
  GUARD_LIMIT,
  guardBinding,
  guardPolicy,
  guardSize,
} from "../../modules/kubernetes/guard";
import { until } from "../../sandbox/processes";
import { inKubernetes } from "./support";

const ADMISSION = "/apis/admissionregistration.k8s.io/v1";
const POLICY = `${ADMISSION}/validatingadmissionpolicies/p-jobs`;
const BINDING = `${ADMISSION}/validatingadmissionpolicybindings/p-jobs`;
const MANAGER = { user: "system:serviceaccount:manager:manager", groups: ["system:masters"] };

const guard = (projects: Guard["projects"]): Guard => ({
  namespace: "jobs",
  name: "p-jobs",
  creators: [MANAGER.user],
  connectors: [MANAGER.user],
  projects,
});

/** One map after the other, in the one namespace. */
inKubernetes("the map of a guard", (kubernetes) => {
  beforeAll(async () => {
    const { client } = kubernetes.it;
    await client.send("POST", "/api/v1/namespaces", { metadata: { name: "jobs" } });
    for (const name of ["first", "last", "other"]) {
      await client.send("POST", "/api/v1/namespaces/jobs/serviceaccounts", { metadata: { name } });
    }
  });

  /** Whether a job of a project may be a ServiceAccount. */
  async function admits(serviceAccountName: string, project: string): Promise<boolean> {
    const pod = {
      metadata: { name: "job", labels: { "project.runner.gitlab.com/id": project } },
      spec: { serviceAccountName, containers: [{ name: "c", image: "alpine" }] },
    };
    const path = "/api/v1/namespaces/jobs/pods?dryRun=All";
    return (await kubernetes.it.client.request("POST", path, pod, MANAGER)).status === 201;
  }

  const verdicts = async (asked: readonly (readonly [string, string])[]) =>
    Promise.all(
      asked.map(async ([account, project]) => `${account} ${project} ${String(await admits(account, project))}`),
    );

  async function put(path: string, object: object): Promise<void> {
    const { client } = kubernetes.it;
    const living = await client.request("GET", path);
    if (living.status === 404) {
      await client.send("POST", path.slice(0, path.lastIndexOf("/")), object);
      return;
    }
    const { metadata } = living.body as { readonly metadata: object };
    await client.send("PUT", path, { ...object, metadata });
  }

  async function apply(projects: Guard["projects"]): Promise<void> {
    await put(POLICY, guardPolicy(guard(projects)));
    await put(BINDING, guardBinding(guard(projects)));
  }

  const settled = (account: string, project: string, admitted: boolean) =>
    until(`the guard about ${account} of ${project}`, 30, async () => (await admits(account, project)) === admitted);

  test("holds in a fresh cluster", async () => {
    expect(await admits("first", "8")).toBe(true);
    await apply({ first: ["7"] });
    await settled("first", "8", false);
    expect(
      await verdicts([
        ["first", "7"],
        ["first", "8"],
        ["last", "7"],
        ["default", "7"],
      ]),
    ).toEqual(["first 7 true", "first 8 false", "last 7 false", "default 7 false"]);
  });

  test("holds as it is after it was edited, and lets in nobody whom neither map names meanwhile", async () => {
    await apply({ first: ["8"], last: ["9"] });
    let meanwhile = 0;
    await until("the edited map", 30, async () => {
      const strangers = await verdicts([
        ["first", "9"],
        ["last", "7"],
        ["other", "8"],
      ]);
      expect(strangers).toEqual(["first 9 false", "last 7 false", "other 8 false"]);
      meanwhile++;
      return admits("last", "9");
    });
    expect(meanwhile).toBeGreaterThan(0);
    await settled("first", "7", false);
    expect(
      await verdicts([
        ["first", "8"],
        ["last", "9"],
        ["first", "7"],
      ]),
    ).toEqual(["first 8 true", "last 9 true", "first 7 false"]);
  });

  test("holds again after policy and binding were deleted and made anew", async () => {
    const { client } = kubernetes.it;
    await client.send("DELETE", BINDING);
    await client.send("DELETE", POLICY);
    await settled("other", "1", true);
    await apply({ other: ["1"] });
    await settled("first", "8", false);
    expect(
      await verdicts([
        ["other", "1"],
        ["other", "2"],
        ["first", "8"],
        ["last", "9"],
      ]),
    ).toEqual(["other 1 true", "other 2 false", "first 8 false", "last 9 false"]);
  });

  test("holds for 12,000 ServiceAccounts, in as many expressions as they take", async () => {
    const names = ["first", ...Array.from({ length: 11_998 }, (_, i) => `job-${String(i).padStart(5, "0")}`), "last"];
    const projects = Object.fromEntries(names.map((name, i) => [name, [String(100_000 + i), String(200_000 + i)]]));
    const large = guard(projects);
    expect(guardSize(large)).toBeLessThan(GUARD_LIMIT);
    expect(JSON.stringify(guardPolicy(large))).toContain(allowedName(11));
    await apply(projects);
    await settled("other", "1", false);
    expect(
      await verdicts([
        ["first", "100000"],
        ["first", "200000"],
        ["last", "111999"],
        ["last", "211999"],
        ["first", "111999"],
        ["last", "100000"],
        ["other", "100000"],
      ]),
    ).toEqual([
      "first 100000 true",
      "first 200000 true",
      "last 111999 true",
      "last 211999 true",
      "first 111999 false",
      "last 100000 false",
      "other 100000 false",
    ]);
  });
});
