/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/__tests__"],
  testMatch: ["**/*.test.ts"],
  transform: { "\\.ts$": ["ts-jest", { diagnostics: false }] },
  // Jest leaves one core to itself unasked: of two that is half.
  maxWorkers: "100%",
};
