const { TestEnvironment } = require("jest-environment-node");

/** Tells the teardown of a file whether anything in it failed: then the logs of its components are kept. */
module.exports = class extends TestEnvironment {
  async handleTestEvent({ name }) {
    if (name === "test_fn_failure" || name === "hook_failure") this.global.somethingFailed = true;
  }
};
