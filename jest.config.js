/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: "node",
  modulePathIgnorePatterns: ["<rootDir>/.stryker/"],
  roots: ["<rootDir>/__tests__"],
  testMatch: ["**/*.test.ts"],
  transform: { "\\.ts$": ["ts-jest", { diagnostics: false }] },
};
