// Each mutant is tried by all of these: fewer generated cases than `npm test` tries.
process.env.DIFFERENTIAL_CASES = "500";
process.env.UNKNOWN_CASES = "300";

/** @type {import('jest').Config} */
module.exports = {
  ...require("./jest.config"),
  testMatch: ["**/__tests__/iam/evaluate/*.test.ts", "**/__tests__/kubernetes/evaluate/*.test.ts"],
};
