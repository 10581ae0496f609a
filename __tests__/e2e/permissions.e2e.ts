import { CreateKeyCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { parse } from "yaml";
import { parseRequest } from "../../modules/kubernetes/evaluate/parse-request";
import { guardsOf } from "../../modules/platform/guards";
import type { DeclarationInput } from "../../modules/platform/schema/declaration";
import { clientConfig } from "../../sandbox/aws-api";
import { probePod } from "../../modules/probe/manifest";
import type { Impersonation, KubernetesClient } from "../../sandbox/kubernetes-client";
import { platformOf } from "../../sandbox/sandbox";
import { fileText } from "../support/examples";
import { mayItself } from "./access-review";
import { AwsCaller } from "./aws-caller";
import { ALLOWED, REFUSED } from "./aws-permissions";
import {
  ADMITTED,
  BREAK_GLASS,
  jobPod,
  MANAGER_USER,
  MIGHTY,
  podUser,
  REFUSED_BY_GUARD,
  REFUSED_BY_POD_SECURITY,
  REFUSED_BY_RBAC,
  type Try,
} from "./guard-requests";
import { GRID, MANAGER, MANAGER_QUESTIONS, QUESTIONS } from "./kubernetes-permissions";
import { livingDifferences } from "./outcome";
import { inSandbox } from "./support";

const TEXT = fileText("__tests__", "e2e", "permissions.yaml");
const ANY_KEY = "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000";

const declared = (key: string) => parse(TEXT.replace("KEY", `"${key}"`)) as DeclarationInput;

inSandbox("permissions", { declaration: declared(ANY_KEY), aws: { enforce: true } }, (sandbox) => {
  const callers = new Map<string, AwsCaller>();

  beforeAll(async () => {
    const { aws } = sandbox.it;
    const kms = new KMSClient(clientConfig(aws));
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const { Arn = "", KeyId } = KeyMetadata ?? {};
    const { CiphertextBlob = new Uint8Array() } = await kms.send(
      new EncryptCommand({ KeyId, Plaintext: Buffer.from("text") }),
    );
    const declaration = declared(Arn);
    const platform = platformOf(declaration);
    await sandbox.it.prepare(platform);
    const [identities = ""] = await sandbox.it.synth(declaration);
    expect(identities).toBe("try-identities");
    await sandbox.it.applier.apply(identities);
    for (const { key, role } of platform.identities) {
      callers.set(key, await AwsCaller.as(aws, role, CiphertextBlob));
    }
    callers.set("manager", await AwsCaller.as(aws, "try-docs_manager", CiphertextBlob));
  });

  describe("in AWS", () => {
    test.each(rows(ALLOWED))("%s may %s", async (identity, call) => {
      expect(await callers.get(identity)?.try(call)).toBe("allowed");
    });

    test.each(rows(REFUSED))("%s may not %s", async (identity, call) => {
      expect(await callers.get(identity)?.try(call)).toMatch(/^(AccessDenied|AccessDeniedException|403)$/);
    });
  });

  describe("in Kubernetes", () => {
    test.each(Object.keys(GRID))("%s may do what the grid says and nothing else", async (pod) => {
      expect(await allowed(sandbox.it.kubernetes.client, pod, QUESTIONS)).toEqual(GRID[pod]);
    });

    test.each(Object.keys(MANAGER))("the manager %s may run jobs in its namespace and nowhere else", async (pod) => {
      expect(await allowed(sandbox.it.kubernetes.client, pod, MANAGER_QUESTIONS)).toEqual(MANAGER[pod]);
    });
  });

  describe("the guard", () => {
    beforeAll(async () => {
      // A pod to change and to reach into.
      const { client } = sandbox.it.kubernetes;
      await client.send("POST", "/api/v1/namespaces/ci-docs/pods", jobPod({ name: "running" }), MANAGER_USER);
    });

    test.each(ADMITTED)("admits: $name", async (request) => {
      expect(await outcome(sandbox.it.kubernetes.client, request)).toBe("admitted");
    });

    test.each(REFUSED_BY_GUARD)("refuses: $name", async (request) => {
      expect(await outcome(sandbox.it.kubernetes.client, request)).toContain(request.because);
    });
  });

  test("what lives is what was declared, the network of jobs included", async () => {
    // The runners are not applied here, and the key of a bucket is another.
    const paths = await livingDifferences(sandbox.it, declared(ANY_KEY));
    expect(paths.filter((path) => !/^(roles|buckets|associations|runners)\./.test(path))).toEqual([]);
  });

  describe("the level of the namespace", () => {
    test.each(REFUSED_BY_POD_SECURITY)("refuses by Pod Security: $name", async (request) => {
      expect(await outcome(sandbox.it.kubernetes.client, request)).toContain(request.because);
    });
  });

  describe("RBAC", () => {
    const guarded = (request: Try): Try => ({
      ...request,
      path: request.path.replace("GUARD", guardName(declared(ANY_KEY), "ci-docs")),
    });

    test.each(REFUSED_BY_RBAC)("refuses: $name", async (request) => {
      expect(await outcome(sandbox.it.kubernetes.client, guarded(request))).toMatch(/ is forbidden: User ".*" cannot /);
    });

    test.each(REFUSED_BY_RBAC.filter(({ method }) => method !== "GET"))(
      "alone holds it, since who has the permission may do it: $name",
      async (request) => {
        const as = { user: "root", groups: ["system:masters", "sre:oncall"] };
        const answer = await outcome(sandbox.it.kubernetes.client, { ...guarded(request), as });
        expect(answer).not.toMatch(/ValidatingAdmissionPolicy| cannot /);
      },
    );

    test("lets nobody impersonate who may run jobs", async () => {
      const { client } = sandbox.it.kubernetes;
      for (const pod of ["ci-docs/build", "ci-docs/whole", "ci-docs-manager/docs-manager"]) {
        for (const what of ["users=root", "groups=admins", "serviceaccounts=whole"]) {
          const parsed = parseRequest(`impersonate ${what}`);
          if ("problem" in parsed) throw new Error(parsed.problem);
          expect([pod, what, await mayItself(client, podUser(pod), parsed.request)]).toEqual([pod, what, false]);
        }
      }
    });
  });

  describe("controllers", () => {
    const template = {
      metadata: { labels: { app: "escape", "project.runner.gitlab.com/id": "42" } },
      spec: { serviceAccountName: "whole", restartPolicy: "Never", containers: [{ name: "c", image: "alpine" }] },
    };
    const always = { ...template, spec: { ...template.spec, restartPolicy: "Always" } };
    const selector = { matchLabels: { app: "escape" } };

    test("make no pods of what anybody asks them for", async () => {
      const { client } = sandbox.it.kubernetes;
      for (const [path, spec] of [
        ["apps/v1/namespaces/ci-docs/deployments", { selector, template: always }],
        ["apps/v1/namespaces/ci-docs/replicasets", { selector, replicas: 1, template: always }],
        ["apps/v1/namespaces/ci-docs/statefulsets", { selector, serviceName: "s", template: always }],
        ["batch/v1/namespaces/ci-docs/jobs", { template }],
        ["batch/v1/namespaces/ci-docs/cronjobs", { schedule: "* * * * *", jobTemplate: { spec: { template } } }],
      ] as const) {
        await client.send("POST", `/apis/${path}`, { metadata: { name: "escape" }, spec });
      }
      // Each says in an event that it was refused; no pod is there.
      const refused = async () => {
        const events = await client.list("/api/v1/namespaces/ci-docs/events");
        const about = events.filter(({ reason }) => reason === "FailedCreate");
        return [
          ...new Set(about.map(({ involvedObject }) => (involvedObject as { readonly kind: string }).kind)),
        ].sort();
      };
      for (let i = 0; i < 40 && (await refused()).length < 3; i++) await new Promise((wait) => setTimeout(wait, 500));
      expect(await refused()).toEqual(["Job", "ReplicaSet", "StatefulSet"]);
      expect(await client.list("/api/v1/namespaces/ci-docs/pods?labelSelector=app%3Descape")).toEqual([]);
    });
  });

  describe("the pod of a probe", () => {
    const tries = (key: string, as: Impersonation): Try => {
      const platform = platformOf(declared(ANY_KEY));
      const identity = platform.identities.find((each) => each.key === key);
      if (identity === undefined || identity.kind === "id-token") throw new Error(key);
      const pod = parse(probePod(identity, platform)) as unknown;
      return { name: key, method: "POST", path: "/api/v1/namespaces/ci-docs/pods?dryRun=All", body: pod, as };
    };

    test("is let in for the declared group", async () => {
      expect(await outcome(sandbox.it.kubernetes.client, tries("reader", BREAK_GLASS))).toBe("admitted");
    });

    test("is refused to an administrator who is not in it", async () => {
      expect(await outcome(sandbox.it.kubernetes.client, tries("reader", MIGHTY))).toContain(
        "only the runner's manager starts pods in this namespace",
      );
    });
  });
});

function guardName(declaration: DeclarationInput, namespace: string): string {
  const platform = platformOf(declaration);
  const guards = platform.runners.flatMap((runner) => guardsOf(platform, runner));
  const guard = guards.find((each) => each.namespace === namespace);
  if (guard === undefined) throw new Error(`no guard of ${namespace}`);
  return guard.name;
}

function rows(table: Readonly<Record<string, readonly string[]>>): readonly (readonly [string, string])[] {
  return Object.entries(table).flatMap(([identity, calls]) => calls.map((call) => [identity, call] as const));
}

/** The questions that the API server answers with yes: a request, and the namespace that it is for. */
async function allowed(
  client: KubernetesClient,
  pod: string,
  questions: readonly string[],
): Promise<readonly string[]> {
  const answers = await Promise.all(
    questions.map((question) => {
      const [verb = "", what = "", namespace] = question.split(" ");
      const parsed = parseRequest(`${verb} ${what}`, namespace);
      if ("problem" in parsed) throw new Error(parsed.problem);
      return mayItself(client, podUser(pod), parsed.request);
    }),
  );
  return questions.filter((_, i) => answers[i]);
}

/** `admitted`, or what the API server says. A connect that is admitted ends where no node is. */
async function outcome(client: KubernetesClient, { method, path, body, as }: Try): Promise<string> {
  const { status, body: answer } = await client.request(method, path, body, as);
  const { message = "" } = answer as { readonly message?: string };
  return status < 300 || message.includes("does not have a host assigned") ? "admitted" : message;
}
