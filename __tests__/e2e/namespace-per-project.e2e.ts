import { parseRequest } from "../../modules/kubernetes/evaluate/parse-request";
import { platformOf } from "../../sandbox/sandbox";
import { mayItself } from "./access-review";
import { exampleOf, outputsOf } from "./applied-example";
import { podUser } from "./guard-requests";
import { livingDifferences, planned } from "./outcome";
import { inSandbox, say } from "./support";

const EXAMPLE = exampleOf("namespace-per-project");
const STACKS = ["cicd-identities", "cicd-runners"] as const;

inSandbox("examples/namespace-per-project, applied", { declaration: EXAMPLE }, (sandbox) => {
  test("is what was declared, and a second plan changes nothing", async () => {
    const { it } = sandbox;
    await it.prepare(platformOf(EXAMPLE));
    expect(await it.synth(EXAMPLE)).toEqual(STACKS);
    await it.apply(platformOf(EXAMPLE), STACKS, say);
    for (const stack of STACKS) expect([stack, await planned(it, stack)]).toEqual([stack, []]);
    expect(await livingDifferences(it, EXAMPLE)).toEqual([]);
    expect(await outputsOf(it, STACKS[0])).toMatchObject({
      service_accounts: { "kp-account": "cicd/kp-account", idle: "gitlab-jobs/idle" },
    });
  });

  test.each([
    ["list pods", "cicd", true],
    ["get pods/log", "cicd", true],
    ["create secrets", "cicd", true],
    ["update serviceaccounts=default", "cicd", true],
    ["patch images.kpack.io", "cicd", true],
    ["list clusterbuilders.kpack.io", undefined, true],
    ["list deployments.apps", "cicd", false],
    ["get secrets", "cicd", false],
    ["update serviceaccounts=idle", "cicd", false],
    ["create secrets", "gitlab-jobs", false],
    ["list pods", "gitlab-jobs", false],
    ["list secrets", undefined, false],
    ["create clusterbuilders.kpack.io", undefined, false],
  ] as const)("the API server lets kp-account %s in %s: %s", async (request, namespace, allowed) => {
    const parsed = parseRequest(request, namespace);
    if ("problem" in parsed) throw new Error(parsed.problem);
    const { client } = sandbox.it.kubernetes;
    expect(await mayItself(client, podUser("cicd/kp-account"), parsed.request)).toBe(allowed);
  });

  test("leaves nothing when it is destroyed", async () => {
    for (const stack of [...STACKS].reverse()) await sandbox.it.applier.destroy(stack);
    const namespaces = await sandbox.it.kubernetes.client.list("/api/v1/namespaces");
    const names = namespaces.map(({ metadata }) => (metadata as { readonly name: string }).name);
    expect(names.filter((name) => ["cicd", "gitlab-jobs", "gitlab-runner"].includes(name))).toEqual([]);
  });
});
