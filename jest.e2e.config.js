/** @type {import('jest').Config} */
module.exports = {
  ...require("./jest.config"),
  testMatch: ["**/e2e/*.e2e.ts"],
  // Each file has a sandbox of its own and waits for other programs most of the time.
  maxWorkers: 4,
  testTimeout: 240_000,
};
