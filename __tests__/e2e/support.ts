import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeclarationInput } from "../../modules/platform/schema/declaration";
import { missingComponents } from "../../sandbox/components";
import { PROJECT } from "../../sandbox/project";
import { declarationIn, Sandbox, type SandboxOptions } from "../../sandbox/sandbox";

/** The example, as everybody sees it first. */
export const EXAMPLE: DeclarationInput = declarationIn(join(PROJECT, "jobrole.yaml"));

/** A sandbox for the tests of a file; it is there once they run. */
export interface Borrowed {
  readonly it: Sandbox;
}

/**
 * Tests that need every component. Where one is missing they are skipped, and say what is missing;
 * `JOBROLE_E2E_REQUIRED=1` makes that a failure.
 */
export function whereComplete(name: string, tests: () => void): void {
  const missing = missingComponents();
  if (missing.length > 0 && process.env.JOBROLE_E2E_REQUIRED !== "1") {
    for (const line of missing) say(`${name}: skipped, ${line}`);
    describe.skip(name, () => {
      test("skipped", () => undefined);
    });
    return;
  }
  describe(name, () => {
    beforeAll(() => {
      expect(missing).toEqual([]);
    });
    tests();
  });
}

/** Tests in a sandbox that is started before them and gone after them; its logs stay when one fails. */
export function inSandbox(
  name: string,
  options: Omit<SandboxOptions, "folder" | "say">,
  tests: (sandbox: Borrowed) => void,
): void {
  whereComplete(name, () => {
    const borrowed: { sandbox?: Sandbox } = {};
    beforeAll(async () => {
      const folder = mkdtempSync(join(tmpdir(), "jobrole-e2e-"));
      borrowed.sandbox = await Sandbox.start({ ...options, folder, say });
    });

    afterAll(async () => {
      const { sandbox } = borrowed;
      if (sandbox === undefined) return;
      await sandbox.processes.stop();
      // Set by environment.js.
      if ("somethingFailed" in globalThis) say(`logs: ${join(sandbox.folder, "logs")}`);
      else rmSync(sandbox.folder, { recursive: true, force: true });
    });

    tests({
      get it() {
        if (borrowed.sandbox === undefined) throw new Error("the sandbox did not start");
        return borrowed.sandbox;
      },
    });
  });
}

/** Says a step at once: jest keeps console.log for the end. */
export function say(step: string): void {
  process.stderr.write(`  ${step}\n`);
}
