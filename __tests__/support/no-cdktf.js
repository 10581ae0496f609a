/** Loaded before the command line: loading CDKTF ends it. */
const Module = require("node:module");
const load = Module._load;
Module._load = function (request, ...rest) {
  if (/^(cdktf|constructs|@cdktf\/)/.test(request)) throw new Error(`${request} was loaded`);
  return load.call(this, request, ...rest);
};
