import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../sandbox/processes";
import { built } from "../../sandbox/project";
import { whereComplete } from "./support";

const DECLARATION = `name: small
aws: { account: "123456789012", region: eu-central-1 }
cluster: { name: main }
gitlab: { projects: { acme/docs: { id: 42 } } }
runners:
  docs: { namespace: ci-docs, refs: protected, tokenSecret: docs-token, defaultIdentity: build }
identities:
  build: { runner: docs, projects: [acme/docs], allow: [{ managedPolicy: ReadOnlyAccess }] }
`;

/** Command lines of the programs that were started for a folder. */
function programsOf(folder: string): readonly string[] {
  const { stdout } = spawnSync("ps", ["-eo", "args="], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line.includes(folder) && !line.startsWith("ps "));
}

whereComplete("npm run sandbox", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "jobrole-sandbox-"));
    writeFileSync(join(folder, "jobrole.yaml"), DECLARATION);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const sandbox = (...args: readonly string[]) => {
    const at = ["--folder", join(folder, "sandbox")];
    const { status, stdout, stderr } = spawnSync(process.execPath, [built("sandbox/main.js"), ...args, ...at], {
      cwd: folder,
      encoding: "utf8",
    });
    return { code: status, said: `${stdout}${stderr}` };
  };

  test("goes up, says what is running, and goes down without a trace", () => {
    const up = sandbox("up", "--config", "jobrole.yaml");
    expect(up).toMatchObject({ code: 0 });
    expect(up.said).toContain("applied small-runners");
    expect(up.said).toContain(`export KUBECONFIG=${join(folder, "sandbox", "kubernetes", "kubeconfig")}`);
    const status = sandbox("status");
    expect(status).toMatchObject({ code: 0 });
    expect(status.said.match(/^ {2}(\S+) \(\d+\): running$/gm)).toHaveLength(5);
    const again = sandbox("up", "--config", "jobrole.yaml");
    expect(again).toMatchObject({ code: 1 });
    expect(again.said).toContain("a sandbox is up in");
    expect(sandbox("down")).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, "sandbox"))).toBe(false);
    expect(programsOf(folder)).toEqual([]);
    expect(sandbox("status")).toMatchObject({ code: 1 });
  });

  test("says what is wrong with a declaration, and starts nothing", () => {
    writeFileSync(join(folder, "jobrole.yaml"), DECLARATION.replace("runner: docs", "runner: dogs"));
    const up = sandbox("up", "--config", "jobrole.yaml");
    expect(up).toMatchObject({ code: 1 });
    expect(up.said).toContain('did you mean "docs"?');
    expect(up.said).toContain("nothing was started");
    expect(existsSync(join(folder, "sandbox"))).toBe(false);
  });

  test("leaves a folder alone that is not its own", () => {
    const at = ["--folder", folder];
    const { status, stderr } = spawnSync(process.execPath, [built("sandbox/main.js"), "up", ...at], {
      cwd: folder,
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([1, expect.stringContaining("which is not empty") as string]);
    expect(readFileSync(join(folder, "jobrole.yaml"), "utf8")).toBe(DECLARATION);
  });

  test.each(["SIGINT", "SIGKILL"] as const)("stops what it started when it is ended by %s", async (signal) => {
    const up = spawn(process.execPath, [built("sandbox/main.js"), "up", "--folder", join(folder, "sandbox")], {
      cwd: folder,
      stdio: "ignore",
    });
    await until("kube-apiserver", 60, () => programsOf(folder).some((line) => line.includes("kube-apiserver")));
    up.kill(signal);
    await until("the end of everything", 60, () => programsOf(folder).length === 0);
  });
});
