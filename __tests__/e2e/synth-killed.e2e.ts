import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileText } from "../support/examples";
import { filesOf, jobrole, ROOT } from "../support/cli";

const BEFORE = fileText("jobrole.yaml");
const AFTER = BEFORE.replaceAll("public/", "www/").replace("id: 42", "id: 43");

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "jobrole-killed-"))));
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function synthesized(declaration: string): Readonly<Record<string, string>> {
  writeFileSync(join(folder, "jobrole.yaml"), declaration);
  expect(jobrole(folder, ["synth", "-c", "jobrole.yaml"]).code).toBe(0);
  return filesOf(join(folder, "cdktf.out"));
}

test("a synth that is killed at any moment leaves whole files and the state as it was", async () => {
  const after = synthesized(AFTER);
  const before = synthesized(BEFORE);
  expect(after).not.toEqual(before);
  const state = { "ci-prod-storage.tfstate": "the state", "x.tfstate.backup": "older" };
  mkdirSync(join(folder, "state"));
  for (const [name, text] of Object.entries(state)) writeFileSync(join(folder, "state", name), text);

  const start = Date.now();
  synthesized(AFTER);
  const whole = Date.now() - start;
  synthesized(BEFORE);
  writeFileSync(join(folder, "jobrole.yaml"), AFTER);
  let finished = 0;
  for (let moment = 0; finished < 3; moment++) {
    const child = spawn(process.execPath, [join(ROOT, "dist", "main.js"), "synth", "-c", "jobrole.yaml"], {
      cwd: folder,
      stdio: "ignore",
    });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    // Other tests make this one slower or faster while it runs: later and later, until it is too late.
    await sleep((moment * whole) / 40);
    child.kill("SIGKILL");
    if ((await ended) === 0) finished++;
    const now = filesOf(join(folder, "cdktf.out"));
    expect(Object.keys(now)).toEqual(Object.keys(before));
    for (const [file, text] of Object.entries(now)) expect([before[file], after[file]]).toContain(text);
    expect(filesOf(join(folder, "state"))).toEqual(state);
  }
  expect(synthesized(AFTER)).toEqual(after);
});
