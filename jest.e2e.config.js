// The tests run on Node 20 as long as the project does.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

// The runner itself is no part of the tools that CI has.
const withRunner = process.env.JOBROLE_GITLAB_RUNNER !== undefined;
if (!withRunner && process.env.JEST_WORKER_ID === undefined) {
  process.stderr.write(
    "gitlab-runner.e2e.ts does not run: JOBROLE_GITLAB_RUNNER does not say where gitlab-runner is\n",
  );
}

/** @type {import('jest').Config} */
module.exports = {
  ...require("./jest.config"),
  testEnvironment: "<rootDir>/__tests__/e2e/environment.js",
  testMatch: ["**/e2e/*.e2e.ts"],
  testPathIgnorePatterns: ["/node_modules/", ...(withRunner ? [] : ["/gitlab-runner\\.e2e\\.ts$"])],
  // Each file has a sandbox of its own and waits for other programs most of the time.
  maxWorkers: 3,
  testTimeout: 240_000,
};
