import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { probeJob, probePod } from "../../modules/probe/manifest";
import { probeScript } from "../../modules/probe/script";
import { trialsOf } from "../../modules/probe/trials";
import type { Expectation, Question } from "../../modules/platform/identity";
import { inFolder } from "../support/cli";
import { EXAMPLE, fileText } from "../support/examples";
import { platformOf } from "../support/findings";

const GUARDED = EXAMPLE.replace("  podIdentityAgent: install", "  breakGlass: sre:oncall\n  podIdentityAgent: install");

interface Pod {
  readonly metadata: unknown;
  readonly spec: {
    readonly serviceAccountName: string;
    readonly automountServiceAccountToken: boolean;
    readonly restartPolicy: string;
    readonly containers: readonly [{ readonly image: string; readonly command: readonly string[] }];
  };
}

async function podOf(key: string, image?: string) {
  const platform = await platformOf(GUARDED);
  const identity = platform.identities.find((each) => each.key === key);
  if (identity === undefined || identity.kind === "id-token") throw new Error(key);
  const text = probePod(identity, platform, image);
  return { text, pod: parse(text) as Pod };
}

function aws(action: string, resource: string, can = true, context: Readonly<Record<string, readonly string[]>> = {}) {
  return {
    can,
    question: { kind: "aws", action, resource, context } satisfies Question,
    path: [],
  } satisfies Expectation;
}

function kubernetes(request: string, namespace?: string, can = true): Expectation {
  return {
    can,
    question: { kind: "kubernetes", request, ...(namespace === undefined ? {} : { namespace }) },
    path: [],
  };
}

/** Runs the script of expectations with an `aws` and a `curl` that answer as they are told. */
function run(expectations: readonly Expectation[], answers: { aws?: string; curl?: string }) {
  return inFolder((folder) => {
    for (const [name, body] of Object.entries({
      aws: `case "$*" in "sts get-caller-identity"*) ${answers.aws ?? "echo arn:aws:sts::123456789012:assumed-role/r/s"} ;; esac\nexit 0`,
      curl: "exit 0",
      cat: "echo token",
      ...answers,
    })) {
      const file = join(folder, name);
      writeFileSync(file, `#!/bin/sh\n${body}\n`);
      chmodSync(file, 0o755);
    }
    const script = probeScript({ role: "r", account: "123456789012", trials: trialsOf(expectations) });
    const { status, stdout } = spawnSync("/bin/sh", ["-c", script], {
      encoding: "utf8",
      env: { PATH: `${folder}:/usr/bin:/bin`, KUBERNETES_SERVICE_HOST: "h", KUBERNETES_SERVICE_PORT: "443" },
    });
    return { status, lines: stdout.split("\n").filter((line) => line !== "") };
  });
}

const IS = "arn:aws:sts::123456789012:assumed-role/r/session";
const identity = `case "$*" in "sts get-caller-identity"*) echo ${IS}; exit 0 ;; esac`;

describe("the pod of a probe", () => {
  test("runs once as the identity, without rights on its node, and asks for a token only where it is used", async () => {
    const { pod, text } = await podOf("docs-publish");
    expect(text.split("\n").slice(0, 3)).toEqual([
      "# by a member of sre:oncall: kubectl apply -f -",
      "# then: kubectl -n ci-docs wait --for=jsonpath='{.status.phase}'=Succeeded --timeout=120s pod/probe-docs-publish",
      "#       kubectl -n ci-docs logs probe-docs-publish; kubectl -n ci-docs delete pod probe-docs-publish",
    ]);
    expect(pod.metadata).toEqual({ name: "probe-docs-publish", namespace: "ci-docs" });
    expect(pod.spec).toMatchObject({
      serviceAccountName: "docs-publish",
      automountServiceAccountToken: true,
      restartPolicy: "Never",
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    });
    expect((await podOf("docs-build")).pod.spec.automountServiceAccountToken).toBe(false);
  });

  test("takes another image, and needs nobody's leave outside of job namespaces", async () => {
    const { pod, text } = await podOf("gitlab", "registry.acme.dev/aws:1");
    expect(pod.spec.containers[0].image).toBe("registry.acme.dev/aws:1");
    expect(text).toMatch(/^# kubectl apply -f -\n/);
  });

  test("has a script in which Kubernetes finds no variables of its own", async () => {
    const { pod } = await podOf("docs-publish");
    const [, , command = ""] = pod.spec.containers[0].command;
    expect(command.match(/(?<!\$)(\$\$)*\$\(/g)).toBeNull();
    expect(command).toContain("arn=$$(aws sts get-caller-identity");
  });

  test("is a job of .gitlab-ci.yml for who has an ID token", async () => {
    const platform = await platformOf(fileText("examples", "gitlab-oidc", "jobrole.yaml"));
    const [deploy] = platform.identities;
    if (deploy?.kind !== "id-token") throw new Error("no ID token");
    const job = parse(probeJob(deploy, platform)) as Readonly<Record<string, { readonly script: readonly string[] }>>;
    expect(job).toMatchObject({ "probe-deploy": { extends: ".as-deploy", image: { entrypoint: [""] } } });
    const checked = spawnSync("/bin/sh", ["-n", "-c", job["probe-deploy"]?.script[0] ?? ""], { encoding: "utf8" });
    expect([checked.status, checked.stderr]).toEqual([0, ""]);
  });
});

describe("the script of a probe", () => {
  test("ends well where everything is as declared", () => {
    const allowed = `${identity}\ncase "$*" in *create-multipart*) echo upload-1 ;; esac\nexit 0`;
    expect(run([aws("s3:ListAllMyBuckets", "*"), aws("s3:PutObject", "arn:aws:s3:::b/k")], { aws: allowed })).toEqual({
      status: 0,
      lines: [
        `ok       is ${IS}`,
        "ok       can s3:ListAllMyBuckets on *",
        "ok       can s3:PutObject on arn:aws:s3:::b/k",
      ],
    });
  });

  test.each([
    [
      "another role",
      "echo arn:aws:sts::123456789012:assumed-role/node/i-1",
      "is arn:aws:sts::123456789012:assumed-role/node/i-1, expected role r of account 123456789012",
    ],
    [
      "a role whose name goes on",
      "echo arn:aws:sts::123456789012:assumed-role/r-2/x",
      "is arn:aws:sts::123456789012:assumed-role/r-2/x, expected role r of account 123456789012",
    ],
    [
      "a role of another account",
      "echo arn:aws:sts::999999999999:assumed-role/r/x",
      "is arn:aws:sts::999999999999:assumed-role/r/x, expected role r of account 123456789012",
    ],
    [
      "no credentials",
      "echo Unable to locate credentials >&2; exit 1",
      "has no credentials, expected those of role r: Unable to locate credentials",
    ],
  ])("fails for %s", (_, answer, line) => {
    expect(run([], { aws: answer })).toEqual({ status: 1, lines: [`differs  ${line}`] });
  });

  test.each([
    [
      "a permission that is missing",
      true,
      "An error occurred (AccessDenied) when calling the ListObjectsV2 operation",
      "got no, expected yes",
    ],
    [
      "an answer that tells nothing",
      true,
      "Could not connect to the endpoint URL",
      "cannot tell: Could not connect to the endpoint URL",
    ],
    [
      "an answer that tells nothing, where nothing is expected",
      false,
      "Could not connect to the endpoint URL",
      "cannot tell: Could not connect to the endpoint URL",
    ],
  ])("fails for %s", (_, can, answer, reason) => {
    const said = run([aws("s3:ListBucket", "arn:aws:s3:::b", can)], {
      aws: `${identity}\necho '${answer}' >&2\nexit 254`,
    });
    const what = `${can ? "can" : "cannot"} s3:ListBucket on arn:aws:s3:::b`;
    expect(said).toEqual({ status: 1, lines: [`ok       is ${IS}`, `differs  ${what}: ${reason}`] });
  });

  test("fails for a permission that there should not be", () => {
    const said = run([aws("sts:AssumeRole", "arn:aws:iam::999999999999:role/x", false)], { aws: identity });
    expect(said.status).toBe(1);
    expect(said.lines[1]).toBe(
      "differs  cannot sts:AssumeRole on arn:aws:iam::999999999999:role/x: got yes, expected no",
    );
  });

  test("takes an object that is not there for one that may be read", () => {
    const said = run([aws("s3:GetObject", "arn:aws:s3:::b/k")], {
      aws: `${identity}\necho 'An error occurred (404) when calling the HeadObject operation: Not Found' >&2\nexit 254`,
    });
    expect(said).toEqual({ status: 0, lines: [`ok       is ${IS}`, "ok       can s3:GetObject on arn:aws:s3:::b/k"] });
  });

  test.each([
    ['{ "status": { "allowed": true } }', 0, "ok       can list pods in namespace docs"],
    ['{ "status": { "allowed": false } }', 1, "differs  can list pods in namespace docs: got no, expected yes"],
    ["{}", 1, "differs  can list pods in namespace docs: cannot tell: {}"],
  ])("asks the API server, which answers %s", (answer, status, line) => {
    const said = run([kubernetes("list pods", "docs")], { aws: identity, curl: `echo '${answer}'` });
    expect([said.status, said.lines[1]]).toEqual([status, line]);
  });

  test("asks in the words of a SelfSubjectAccessReview", () => {
    expect(trialsOf([kubernetes("delete deployments.apps=web", "docs"), kubernetes("get /healthz")])).toEqual([
      {
        kind: "kubernetes",
        can: true,
        what: "can delete deployments.apps=web in namespace docs",
        review:
          '{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"delete","group":"apps","resource":"deployments","name":"web","namespace":"docs"}}}',
      },
      {
        kind: "kubernetes",
        can: true,
        what: "can get /healthz",
        review:
          '{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"nonResourceAttributes":{"path":"/healthz","verb":"get"}}}',
      },
    ]);
  });

  test.each([
    ["s3:DeleteObject", "arn:aws:s3:::b/k", {}, "no call is known that needs this permission and changes nothing"],
    ["s3:GetObject", "arn:aws:s3:::b/*", {}, "the resource is a pattern, which no call can name"],
    ["s3:GetObject", "arn:aws:s3:::b", {}, "the resource is not one of s3:GetObject"],
    [
      "s3:ListBucket",
      "arn:aws:s3:::b",
      { "aws:SourceIp": ["10.0.0.1"] },
      "whether aws:SourceIp is as the test has it depends on the request",
    ],
  ])("says of %s on %s why it is not tried", (action, resource, context, why) => {
    const said = run([aws(action, resource, true, context)], { aws: identity });
    expect(said).toEqual({
      status: 0,
      lines: [`ok       is ${IS}`, `skipped  can ${action} on ${resource}: ${why}`],
    });
  });

  test("takes hostile names as they are", () => {
    const key = 'a\'; touch /tmp/owned; $(touch /tmp/owned) `touch /tmp/owned` "$HOME" \\';
    const said = run([aws("s3:GetObject", `arn:aws:s3:::b/${key}`)], {
      aws: `${identity}\necho AccessDenied >&2\nexit 1`,
    });
    expect(said.lines[1]).toBe(`differs  can s3:GetObject on arn:aws:s3:::b/${key}: got no, expected yes`);
  });
});
