import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeclarationInput } from "../../modules/platform/schema/declaration";
import { type Component, KUBERNETES_COMPONENTS, missingComponents, SANDBOX_COMPONENTS } from "../../sandbox/components";
import { type Kubernetes, startKubernetes } from "../../sandbox/kubernetes";
import { Processes } from "../../sandbox/processes";
import { PROJECT } from "../../sandbox/project";
import { declarationIn, Sandbox, type SandboxOptions } from "../../sandbox/sandbox";

/** The example, as everybody sees it first. */
export const EXAMPLE: DeclarationInput = declarationIn(join(PROJECT, "jobrole.yaml"));

/** What is started for the tests of a file; it is there once they run. */
export interface Borrowed<T> {
  readonly it: T;
}

/**
 * Tests that need every component, or some of them. Where one is missing they are skipped, and say what is missing;
 * `JOBROLE_E2E_REQUIRED=1` makes that a failure.
 */
export function whereComplete(name: string, tests: () => void, components?: readonly Component[]): void {
  const missing = missingComponents(components);
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
  tests: (sandbox: Borrowed<Sandbox>) => void,
  besides: readonly Component[] = [],
): void {
  const start = async (folder: string) => {
    const sandbox = await Sandbox.start({ ...options, folder, say });
    return { it: sandbox, processes: sandbox.processes };
  };
  whereComplete(name, () => {
    tests(borrowed(start));
  }, [...SANDBOX_COMPONENTS, ...besides]);
}

/** Tests against an API server of Kubernetes alone, which come and go like a sandbox. */
export function inKubernetes(name: string, tests: (kubernetes: Borrowed<Kubernetes>) => void): void {
  const start = async (folder: string) => {
    const logs = join(folder, "logs");
    mkdirSync(logs);
    const processes = new Processes(logs);
    try {
      return { it: await startKubernetes(processes, join(folder, "kubernetes")), processes };
    } catch (thrown) {
      await processes.stop();
      throw thrown;
    }
  };
  whereComplete(
    name,
    () => {
      tests(borrowed(start));
    },
    KUBERNETES_COMPONENTS,
  );
}

/** Starts something in a folder of its own before the tests, and stops its processes after them. */
function borrowed<T>(
  start: (folder: string) => Promise<{ readonly it: T; readonly processes: Processes }>,
): Borrowed<T> {
  let started: { readonly folder: string; readonly it: T; readonly processes: Processes } | undefined;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "jobrole-e2e-"));
    started = { folder, ...(await start(folder)) };
  });

  afterAll(async () => {
    if (started === undefined) return;
    await started.processes.stop();
    // Set by environment.js.
    if ("somethingFailed" in globalThis) say(`logs: ${join(started.folder, "logs")}`);
    else rmSync(started.folder, { recursive: true, force: true });
  });

  return {
    get it() {
      if (started === undefined) throw new Error("what the tests need did not start");
      return started.it;
    },
  };
}

/** Says a step at once: jest keeps console.log for the end. */
export function say(step: string): void {
  process.stderr.write(`  ${step}\n`);
}
