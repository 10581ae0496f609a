// The tests run on Node 20 as long as the project does.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

/** @type {import('jest').Config} */
module.exports = {
  ...require("./jest.config"),
  testEnvironment: "<rootDir>/__tests__/e2e/environment.js",
  testMatch: ["**/e2e/*.e2e.ts"],
  // Each file has a sandbox of its own and waits for other programs most of the time.
  maxWorkers: 3,
  testTimeout: 240_000,
};
