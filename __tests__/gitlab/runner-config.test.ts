import { readRunnerConfig, runnerConfig } from "../../modules/gitlab/runner-config";

const BASE = {
  namespaces: ["ci-docs"],
  serviceAccounts: ["docs-build", "docs-publish"],
  defaultServiceAccount: "docs-build",
  region: "eu-central-1",
  dnsSuffix: "amazonaws.com",
  jobs: {},
  overwrites: { nodeSelectors: [], labels: [], annotations: [] },
  privileged: false,
  hostMounts: [],
  restricted: false,
} as const;

const CLOSED = { nodeSelectorPattern: "", nodeTolerationPattern: "", labelPattern: "", annotationPattern: "" };

describe("the configuration of a runner", () => {
  test("closes every overwrite that is not declared", () => {
    expect(runnerConfig(BASE)).toBe(
      [
        "[[runners]]",
        'executor = "kubernetes"',
        "debug_trace_disabled = true",
        "",
        "[runners.feature_flags]",
        "FF_USE_POD_ACTIVE_DEADLINE_SECONDS = true",
        "FF_SUSPENDABLE_ENVIRONMENTS = false",
        "",
        "[runners.kubernetes]",
        'namespace = "ci-docs"',
        'namespace_overwrite_allowed = ""',
        'service_account = "docs-build"',
        'service_account_overwrite_allowed = "^(?:docs-build|docs-publish)$"',
        "bearer_token_overwrite_allowed = false",
        'node_selector_overwrite_allowed = ""',
        'node_tolerations_overwrite_allowed = ""',
        'pod_labels_overwrite_allowed = ""',
        'pod_annotations_overwrite_allowed = ""',
        "privileged = false",
        "",
      ].join("\n"),
    );
  });

  test("has requests and maxima, namespaces and a cache where they are declared", () => {
    const text = runnerConfig({
      ...BASE,
      namespaces: ["ci-docs", "ci-more"],
      jobs: { image: "alpine:3.20", cpu: { request: "500m", max: "4" }, memory: { max: "8Gi" } },
      cache: { bucketName: "acme-cache", prefix: "docs/" },
    });
    for (const line of [
      'namespace_overwrite_allowed = "^(?:ci-docs|ci-more)$"',
      'image = "alpine:3.20"',
      'cpu_request = "500m"',
      'cpu_limit = "4"',
      'cpu_request_overwrite_max_allowed = "4"',
      'memory_limit = "8Gi"',
      'Path = "docs"',
      'AuthenticationType = "iam"',
      'BucketName = "acme-cache"',
    ]) {
      expect(text.split("\n")).toContain(line);
    }
    expect(text).not.toContain("memory_request =");
    expect(readRunnerConfig(text)).toEqual({
      namespace: "ci-docs",
      namespacePattern: "^(?:ci-docs|ci-more)$",
      serviceAccount: "docs-build",
      serviceAccountPattern: "^(?:docs-build|docs-publish)$",
      bearerTokenOverwrite: false,
      ...CLOSED,
      privileged: false,
      hostMounts: [],
      namespacePerJob: false,
      nodeSelector: {},
      nodeTolerations: {},
      cache: { bucket: "acme-cache", prefix: "docs/" },
      image: "alpine:3.20",
    });
  });

  test("has what jobs may choose of their pods, by its exact words", () => {
    const text = runnerConfig({
      ...BASE,
      overwrites: {
        nodeSelectors: ["kubernetes.io/arch=arm64", "kubernetes.io/arch=amd64"],
        labels: ["team=docs"],
        annotations: ["example.com/note=a (b) | c"],
      },
    });
    for (const line of [
      String.raw`node_selector_overwrite_allowed = "^(?:kubernetes\\.io/arch=amd64|kubernetes\\.io/arch=arm64)$"`,
      'node_tolerations_overwrite_allowed = ""',
      'pod_labels_overwrite_allowed = "^(?:team=docs)$"',
      String.raw`pod_annotations_overwrite_allowed = "^(?:example\\.com/note=a \\(b\\) \\| c)$"`,
    ]) {
      expect(text.split("\n")).toContain(line);
    }
    expect(readRunnerConfig(text)).toMatchObject({
      nodeSelectorPattern: "^(?:kubernetes\\.io/arch=amd64|kubernetes\\.io/arch=arm64)$",
      labelPattern: "^(?:team=docs)$",
      annotationPattern: "^(?:example\\.com/note=a \\(b\\) \\| c)$",
    });
  });

  test("restricts the images of jobs and of their services where they are declared", () => {
    const jobs = { image: "alpine:3.20", images: ["registry.example.com/ci/**"], services: ["postgres:*"] };
    const text = runnerConfig({ ...BASE, jobs });
    for (const line of ['allowed_images = [ "registry.example.com/ci/**" ]', 'allowed_services = [ "postgres:*" ]']) {
      expect(text.split("\n")).toContain(line);
    }
    expect(readRunnerConfig(text)).toMatchObject({
      image: "alpine:3.20",
      allowedImages: ["registry.example.com/ci/**"],
      allowedServices: ["postgres:*"],
    });
  });

  test("makes pods that the Pod Security level restricted admits", () => {
    const text = runnerConfig({ ...BASE, restricted: true });
    expect(text).toContain(
      [
        "allow_privilege_escalation = false",
        'cap_drop = [ "ALL" ]',
        "",
        "[runners.kubernetes.pod_security_context]",
        "run_as_non_root = true",
        "run_as_user = 1000",
        "run_as_group = 1000",
        "fs_group = 1000",
        "",
        "[runners.kubernetes.pod_security_context.seccomp_profile]",
        'type = "RuntimeDefault"',
        "",
      ].join("\n"),
    );
    expect(text.split("\n")).toContain('environment = [ "HOME=/tmp" ]');
  });

  test("mounts the declared directories of nodes", () => {
    const hostMounts = [
      { path: "/var/cache/ci", mountPath: "/cache", readOnly: false },
      { path: "/etc/ssl/certs", mountPath: "/etc/ssl/certs", readOnly: true },
    ];
    const text = runnerConfig({ ...BASE, hostMounts });
    expect(text).toContain(
      [
        "[[runners.kubernetes.volumes.host_path]]",
        'name = "host-0"',
        'host_path = "/var/cache/ci"',
        'mount_path = "/cache"',
        "read_only = false",
        "",
        "[[runners.kubernetes.volumes.host_path]]",
        'name = "host-1"',
        'host_path = "/etc/ssl/certs"',
        'mount_path = "/etc/ssl/certs"',
        "read_only = true",
        "",
      ].join("\n"),
    );
    expect(readRunnerConfig(text)?.hostMounts).toEqual(hostMounts);
  });

  test("is read as what the runner does where nothing is set", () => {
    expect(readRunnerConfig("[[runners]]\n[runners.kubernetes]\nprivileged = true\n")).toEqual({
      namespace: "default",
      namespacePattern: "",
      serviceAccount: "default",
      serviceAccountPattern: "",
      bearerTokenOverwrite: false,
      ...CLOSED,
      privileged: true,
      hostMounts: [],
      namespacePerJob: false,
      nodeSelector: {},
      nodeTolerations: {},
    });
  });

  test.each([
    ["no TOML", "[[runners"],
    ["no runner", "concurrent = 1"],
    ["two runners", "[[runners]]\n[[runners]]"],
  ])("is not read where there is %s", (_, text) => {
    expect(readRunnerConfig(text)).toBeUndefined();
  });
});
