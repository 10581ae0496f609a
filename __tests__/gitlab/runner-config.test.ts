import { readRunnerConfig, runnerConfig } from "../../modules/gitlab/runner-config";

const BASE = {
  namespaces: ["ci-docs"],
  serviceAccounts: ["docs-build", "docs-publish"],
  defaultServiceAccount: "docs-build",
  region: "eu-central-1",
  dnsSuffix: "amazonaws.com",
  jobs: {},
  privileged: false,
} as const;

describe("the configuration of a runner", () => {
  test("closes every overwrite that is not declared", () => {
    expect(runnerConfig(BASE)).toBe(
      [
        "[[runners]]",
        'executor = "kubernetes"',
        "",
        "[runners.kubernetes]",
        'namespace = "ci-docs"',
        'namespace_overwrite_allowed = ""',
        'service_account = "docs-build"',
        'service_account_overwrite_allowed = "^(?:docs-build|docs-publish)$"',
        "bearer_token_overwrite_allowed = false",
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
      privileged: false,
      namespacePerJob: false,
      nodeSelector: {},
      nodeTolerations: {},
      cache: { bucket: "acme-cache", prefix: "docs/" },
      image: "alpine:3.20",
    });
  });

  test("is read as what the runner does where nothing is set", () => {
    expect(readRunnerConfig("[[runners]]\n[runners.kubernetes]\nprivileged = true\n")).toEqual({
      namespace: "default",
      namespacePattern: "",
      serviceAccount: "default",
      serviceAccountPattern: "",
      bearerTokenOverwrite: false,
      privileged: true,
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
