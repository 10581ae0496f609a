// Each mutant is tried by all of these: fewer generated cases than `npm test` tries, and none by another
// implementation, which takes longer to load than all others to run.
process.env.UNKNOWN_CASES = "40";

/** @type {import('jest').Config} */
module.exports = {
  ...require("./jest.config"),
  testMatch: ["**/__tests__/iam/evaluate/*.test.ts", "**/__tests__/kubernetes/evaluate/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/differential\\.test\\.ts$"],
};
