import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { succeed } from "../../sandbox/command";
import { built } from "../../sandbox/project";
import { platformOf } from "../../sandbox/sandbox";
import { emulatedEnv, Terraform } from "../../sandbox/terraform";
import { EXAMPLE, inSandbox, say } from "./support";

/** Tried with, never a dependency: it is 423 MB. */
const CDKTF_CLI = "cdktf-cli@0.21.0";

const STACKS = ["ci-prod-storage", "ci-prod-identities", "ci-prod-runners"];

inSandbox("cdktf-cli, on the example", { declaration: EXAMPLE }, (sandbox) => {
  const platform = platformOf(EXAMPLE);
  let project: string;

  /** Runs it to its end, and answers with what it printed. Throws that when it fails. */
  const cdktf = (...args: readonly string[]) =>
    succeed(process.execPath, [join(project, "node_modules", "cdktf-cli", "bundle", "bin", "cdktf.js"), ...args], {
      cwd: project,
      env: { ...emulatedEnv(), CI: "1", CHECKPOINT_DISABLE: "1", DISABLE_VERSION_CHECK: "1", FORCE_COLOR: "0" },
    });

  beforeAll(async () => {
    const { it } = sandbox;
    await it.prepare(platform);
    await it.synth(EXAMPLE);
    project = join(it.folder, "cdktf");
    mkdirSync(project);
    const app = `node ${built("main.js")} synth --config ${join(it.folder, "jobrole.yaml")}`;
    writeFileSync(join(project, "cdktf.json"), JSON.stringify({ language: "typescript", app, projectId: "jobrole" }));
    writeFileSync(join(project, "package.json"), "{}");
    await succeed("npm", ["install", "--no-audit", "--no-fund", CDKTF_CLI], { cwd: project });
  });

  test("synth writes the same files", async () => {
    await cdktf("synth");
    for (const stack of STACKS) {
      const text = (output: string) => readFileSync(join(output, "stacks", stack, "cdk.tf.json"), "utf8");
      expect(text(join(project, "cdktf.out"))).toBe(text(sandbox.it.output));
    }
  });

  // Without the providers of Kubernetes and Helm the CLI can apply the stack of the buckets only.
  test("deploy applies them, and diff then finds nothing", async () => {
    const { it } = sandbox;
    const stacks = it.applier.mode === "full" ? STACKS : STACKS.slice(0, 1);
    say(`cdktf deploys ${stacks.join(", ")}`);
    for (const stack of stacks) {
      if (stack === "ci-prod-runners") await it.makeTokens(platform);
      // Without a lock file the CLI asks the registry itself, whatever mirror terraform is told to use.
      await new Terraform(join(project, "cdktf.out", "stacks", stack), join(it.folder, "providers", "plugins")).init();
      await cdktf("deploy", stack, "--skip-synth", "--auto-approve", "--ignore-missing-stack-dependencies");
      expect(await cdktf("diff", stack, "--skip-synth")).toContain("No changes");
    }
  });
});
