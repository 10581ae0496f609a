import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "../../sandbox/command";
import { built } from "../../sandbox/project";
import { platformOf } from "../../sandbox/sandbox";
import { emulatedEnv } from "../../sandbox/terraform";
import { filesOf } from "../support/cli";
import { EXAMPLE, inSandbox, say } from "./support";

/** Tried with, never a dependency: it is 423 MB. */
const CDKTF_CLI = "cdktf-cli@0.21.0";

inSandbox("cdktf-cli, on the example", { declaration: EXAMPLE }, (sandbox) => {
  const platform = platformOf(EXAMPLE);
  let project: string;

  const cdktf = (...args: readonly string[]) =>
    command(process.execPath, [join(project, "node_modules", "cdktf-cli", "bundle", "bin", "cdktf.js"), ...args], {
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
    const installed = await command("npm", ["install", "--no-audit", "--no-fund", CDKTF_CLI], { cwd: project });
    expect(installed).toMatchObject({ code: 0 });
  });

  test("synth writes the same files", async () => {
    expect(await cdktf("synth")).toMatchObject({ code: 0 });
    const own = filesOf(sandbox.it.output);
    const written = filesOf(join(project, "cdktf.out"));
    for (const stack of ["ci-prod-storage", "ci-prod-identities", "ci-prod-runners"]) {
      const file = join("stacks", stack, "cdk.tf.json");
      expect(written[file]).toBe(own[file]);
    }
  });

  // Without the providers of Kubernetes and Helm the CLI can apply the stack of the buckets only.
  test("deploy applies them, and diff then finds nothing", async () => {
    const { it } = sandbox;
    const stacks =
      it.applier.mode === "full" ? ["ci-prod-storage", "ci-prod-identities", "ci-prod-runners"] : ["ci-prod-storage"];
    say(`cdktf deploys ${stacks.join(", ")}`);
    for (const stack of stacks) {
      if (stack === "ci-prod-runners") await it.makeTokens(platform);
      const deployed = await cdktf("deploy", stack, "--auto-approve", "--ignore-missing-stack-dependencies");
      expect(deployed).toMatchObject({ code: 0 });
      const differing = await cdktf("diff", stack);
      expect(differing).toMatchObject({ code: 0 });
      expect(differing.stdout).toContain("No changes");
    }
  });
});
