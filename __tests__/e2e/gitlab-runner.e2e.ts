import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse as parseToml, stringify as stringifyToml } from "smol-toml";
import { parse, stringify } from "yaml";
import { readChartValues } from "../../modules/gitlab/chart-values";
import { platformOf, type Sandbox } from "../../sandbox/sandbox";
import { type CoordinatedJob, type Coordinator, startCoordinator } from "./coordinator";
import { EXAMPLE, inSandbox, say } from "./support";

/** What a job asks for, and what becomes of it: its pod, or the words with which it fails. */
interface Case {
  readonly name: string;
  readonly project?: number;
  readonly image?: string;
  readonly variables: CoordinatedJob["variables"];
  readonly pod?: { readonly account: string } & Readonly<Record<string, unknown>>;
  readonly fails?: string;
}

const ACCOUNT = "KUBERNETES_SERVICE_ACCOUNT_OVERWRITE";
const BUILD = { account: "docs-build" };
const PUBLISH = { account: "docs-publish" };

const CASES: readonly Case[] = [
  { name: "nothing is asked for", variables: [], pod: BUILD },
  { name: "a declared ServiceAccount", variables: [[ACCOUNT, "docs-publish"]], pod: PUBLISH },
  { name: "an empty one, which is as if nothing was asked for", variables: [[ACCOUNT, ""]], pod: BUILD },
  { name: "one that is not declared", variables: [[ACCOUNT, "admin"]], fails: "does not match" },
  { name: "the namespace's default", variables: [[ACCOUNT, "default"]], fails: "does not match" },
  { name: "one that goes on", variables: [[ACCOUNT, "docs-publish-evil"]], fails: "does not match" },
  { name: "one with something before it", variables: [[ACCOUNT, "evil-docs-publish"]], fails: "does not match" },
  { name: "one in other case", variables: [[ACCOUNT, "Docs-Publish"]], fails: "does not match" },
  { name: "one on a line of its own", variables: [[ACCOUNT, "admin\ndocs-publish"]], fails: "does not match" },
  {
    name: "one by a variable, which is looked at as what it stands for",
    variables: [
      ["WISH", "docs-publish"],
      [ACCOUNT, "$WISH"],
    ],
    pod: PUBLISH,
  },
  {
    name: "a foreign one by a variable",
    variables: [
      ["WISH", "admin"],
      [ACCOUNT, "$WISH"],
    ],
    fails: "does not match",
  },
  {
    name: "a declared one and then a foreign one, of which the last counts",
    variables: [
      [ACCOUNT, "docs-publish"],
      [ACCOUNT, "admin"],
    ],
    fails: "does not match",
  },
  {
    name: "another namespace, where there is one",
    variables: [["KUBERNETES_NAMESPACE_OVERWRITE", "ci-web"]],
    pod: BUILD,
  },
  { name: "to be let in by a token of its own", variables: [["KUBERNETES_BEARER_TOKEN", "evil"]], pod: BUILD },
  {
    name: "to be of another project, by a label",
    variables: [["KUBERNETES_POD_LABELS_1", "project.runner.gitlab.com/id=77"]],
    pod: { ...BUILD, label: "42" },
  },
  {
    name: "a node",
    variables: [["KUBERNETES_NODE_SELECTOR_1", "pool=privileged"]],
    fails: "does not match",
  },
  {
    name: "a declared label of nodes",
    variables: [["KUBERNETES_NODE_SELECTOR_1", "kubernetes.io/arch=arm64"]],
    pod: { ...BUILD, nodeSelector: { "kubernetes.io/arch": "arm64" } },
  },
  {
    name: "a label of nodes that goes on",
    variables: [["KUBERNETES_NODE_SELECTOR_1", "kubernetes.io/arch=arm64-own"]],
    fails: "does not match",
  },
  {
    name: "a declared annotation",
    variables: [["KUBERNETES_POD_ANNOTATIONS_1", "example.com/note=a (b) | c"]],
    pod: { ...BUILD, note: "a (b) | c" },
  },
  {
    name: "an annotation of EKS",
    variables: [["KUBERNETES_POD_ANNOTATIONS_1", "eks.amazonaws.com/role-arn=arn:aws:iam::123456789012:role/admin"]],
    fails: "does not match",
  },
  { name: "an image that is listed", image: "registry.example.com/ci/a/b:1", variables: [], pod: BUILD },
  { name: "an image that is not", image: "evil.example.com/ci/a:1", variables: [], fails: "is not present on list" },
  {
    name: "a pod that outlives its job",
    variables: [["FF_USE_POD_ACTIVE_DEADLINE_SECONDS", "false"]],
    pod: { ...BUILD, deadline: 601 },
  },
  {
    name: "to tolerate a taint",
    variables: [["KUBERNETES_NODE_TOLERATIONS_1", "ci=builds:NoSchedule"]],
    pod: { ...BUILD, tolerations: [] },
  },
  {
    name: "more memory than is declared",
    variables: [["KUBERNETES_MEMORY_REQUEST", "512Gi"]],
    fails: "is higher than",
  },
  { name: "less memory", variables: [["KUBERNETES_MEMORY_REQUEST", "1Gi"]], pod: { ...BUILD, memory: "1Gi" } },
  {
    name: "the default, for a project that is not declared",
    project: 43,
    variables: [],
    fails: "project 43 may not run as ServiceAccount docs-build",
  },
  {
    name: "a declared ServiceAccount, for a project that is not declared for it",
    project: 43,
    variables: [[ACCOUNT, "docs-publish"]],
    fails: "project 43 may not run as ServiceAccount docs-publish",
  },
];

/** The example, with some of what is closed unless it is declared. Labels and tolerations stay as they are. */
const DECLARATION = {
  ...EXAMPLE,
  runners: Object.fromEntries(
    Object.entries(EXAMPLE.runners ?? {}).map(([key, runner]) => [
      key,
      {
        ...runner,
        jobs: { ...runner.jobs, images: ["registry.example.com/ci/**"] },
        overwrites: { nodeSelectors: ["kubernetes.io/arch=arm64"], annotations: ["example.com/note=a (b) | c"] },
      },
    ]),
  ),
};

/**
 * The runner itself, with the configuration that its release gets, against a stand-in for GitLab: `JOBROLE_GITLAB_RUNNER`
 * is the path of its program (https://docs.gitlab.com/runner/install/). Without one this file does not run, and says so.
 */
inSandbox("gitlab-runner, asked by a job for", { declaration: DECLARATION }, (sandbox) => {
  const jobs = CASES.map(({ project = 42, image, variables }, i) => ({ id: i + 1, project, image, variables }));
  /** Pods by the id of their job, as they were made: without a node none lives long. */
  const pods = new Map<string, unknown>();
  let coordinator: Coordinator | undefined;
  let over = false;

  beforeAll(async () => {
    const { it } = sandbox;
    const platform = platformOf(DECLARATION);
    await it.prepare(platform);
    const stacks = await it.synth(DECLARATION);
    await it.apply(
      platform,
      stacks.filter((stack) => stack.endsWith("-identities")),
      say,
    );
    coordinator = await startCoordinator(jobs);
    void look(it, pods, () => over);
    await startRunner(it, coordinator.url);
  });

  afterAll(() => {
    over = true;
    coordinator?.close();
  });

  test.each(CASES.map((each, i) => ({ ...each, id: i + 1 })))("$name", async ({ id, pod, fails }) => {
    const found = await outcome(id, pods, coordinator);
    if (fails !== undefined) expect(found).toMatchObject({ trace: expect.stringContaining(fails) as string });
    if (pod !== undefined) expect(found).toMatchObject({ pod });
  });
});

/** Starts the runner as its manager, with the configuration of the written release. The sandbox stops it. */
async function startRunner(sandbox: Sandbox, url: string): Promise<void> {
  const folder = join(sandbox.folder, "runner");
  mkdirSync(folder);
  const { client } = sandbox.kubernetes;
  const path = "/api/v1/namespaces/ci-docs-manager/serviceaccounts/docs-manager/token";
  const { status } = (await client.send("POST", path, { spec: {} })) as { readonly status: { readonly token: string } };
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, asUser(readFileSync(sandbox.kubernetes.kubeconfig, "utf8"), status.token));
  const { runners } = parseToml(configOf(sandbox));
  const [runner] = runners as unknown as readonly [Readonly<Record<string, unknown>>];
  const limits = { limit: CASES.length, request_concurrency: CASES.length };
  const config = join(folder, "config.toml");
  writeFileSync(
    config,
    stringifyToml({
      concurrent: CASES.length,
      check_interval: 1,
      runners: [{ name: "docs", url, token: "glrt-not-a-token", ...limits, ...runner }],
    }),
    { mode: 0o600 },
  );
  const program = process.env.JOBROLE_GITLAB_RUNNER ?? "";
  const args = ["run", "--config", config, "--working-directory", folder];
  sandbox.processes.start("gitlab-runner", program, args, { ...process.env, KUBECONFIG: kubeconfig });
}

function asUser(kubeconfig: string, token: string): string {
  const { users, ...rest } = parse(kubeconfig) as { readonly users: readonly { readonly name: string }[] };
  return stringify({ ...rest, users: users.map(({ name }) => ({ name, user: { token } })) });
}

/** The configuration template that the release of the example carries. */
function configOf({ output }: Sandbox): string {
  const file = join(output, "stacks", "ci-prod-runners", "cdk.tf.json");
  const { resource } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly resource: { readonly helm_release: { readonly docs: { readonly values: readonly [string] } } };
  };
  return readChartValues(JSON.parse(resource.helm_release.docs.values[0]))?.config ?? "";
}

/** The pod that the runner made for a job, or else what it said when it failed. */
async function outcome(
  id: number,
  pods: ReadonlyMap<string, unknown>,
  coordinator: Coordinator | undefined,
): Promise<unknown> {
  for (let i = 0; i < 240; i++) {
    const pod = pods.get(String(id));
    if (pod !== undefined) return { pod };
    const trace = coordinator?.traceOf(id) ?? "";
    if (trace.includes("ERROR: Job failed")) return { trace };
    await new Promise((wait) => setTimeout(wait, 250));
  }
  return { trace: coordinator?.traceOf(id) };
}

/** Keeps what pods of jobs there are, until it is over. */
async function look(
  { kubernetes: { client } }: Sandbox,
  pods: Map<string, unknown>,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    // An API server that does not answer in time is asked again.
    const found = await client.list("/api/v1/pods").catch(() => []);
    for (const pod of found) {
      const id = idOf(pod.metadata);
      if (id !== undefined) pods.set(id, seen(pod));
    }
    await new Promise((wait) => setTimeout(wait, 200));
  }
}

function idOf(metadata: unknown): string | undefined {
  const { annotations = {} } = metadata as { readonly annotations?: Readonly<Record<string, string>> };
  return annotations["job.runner.gitlab.com/id"];
}

function seen(pod: Readonly<Record<string, unknown>>): unknown {
  const { metadata, spec } = pod as {
    readonly metadata: {
      readonly namespace: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly annotations: Readonly<Record<string, string>>;
    };
    readonly spec: {
      readonly serviceAccountName: string;
      readonly nodeSelector?: unknown;
      readonly activeDeadlineSeconds?: number;
      readonly tolerations?: readonly { readonly key: string }[];
      readonly containers: readonly {
        readonly name: string;
        readonly resources: { readonly requests?: { readonly memory?: string } };
      }[];
    };
  };
  const build = spec.containers.find(({ name }) => name === "build");
  return {
    account: spec.serviceAccountName,
    namespace: metadata.namespace,
    label: metadata.labels["project.runner.gitlab.com/id"],
    note: metadata.annotations["example.com/note"],
    nodeSelector: spec.nodeSelector,
    deadline: spec.activeDeadlineSeconds,
    // Those that Kubernetes gives every pod are about its node's health.
    tolerations: (spec.tolerations ?? []).filter(({ key }) => !key.startsWith("node.kubernetes.io/")),
    memory: build?.resources.requests?.memory,
  };
}
