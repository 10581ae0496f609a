/**
 * `npm run mutation`: whether the tests of the evaluators notice when one of their lines says something else. A folder of
 * them alone: `npm run mutation -- --mutate "modules/iam/evaluate/*.ts"`.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: ["modules/iam/evaluate/*.ts", "modules/kubernetes/evaluate/*.ts"],
  testRunner: "jest",
  jest: { configFile: "jest.mutation.config.js" },
  coverageAnalysis: "perTest",
  ignoreStatic: true,
  ignorePatterns: ["dist", "docs", "examples", "cdktf.out*", "state", ".sandbox", "sandbox"],
  tempDirName: ".stryker",
  reporters: ["progress-append-only", "clear-text", "json"],
  jsonReporter: { fileName: ".stryker/report.json" },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  concurrency: 2,
  timeoutMS: 15_000,
  thresholds: { high: 95, low: 90, break: 90 },
};
