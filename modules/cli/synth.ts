import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { differences } from "../access/difference";
import { fromPlatform } from "../access/from-platform";
import { fromTerraform } from "../access/from-terraform";
import type { AccessModel } from "../access/model";
import { quotaUse } from "../access/quota-use";
import { readWritten } from "../access/written";
import type { CheckOptions } from "../checks/check";
import type { CheckedPlatform } from "../platform/platform";
import { didYouMean } from "../platform/suggest";
import { accessTable } from "../report/access";
import { countText } from "../report/findings";
import { synthSummary } from "../report/synth";
import { EXIT, Failure } from "./exit";
import { judgeAloud } from "./judge";
import type { Source } from "./load";
import { abandonedStacks, publish, realFolder } from "./output";

/**
 * `jobrole synth`: checks, writes the Terraform of every stack beside the old output, reads it back, and only when
 * it says what was declared moves it into place. A run that fails changes nothing.
 */
export async function synth(sources: readonly Source[], output: string, options: CheckOptions = {}): Promise<number> {
  if (process.env.SYNTH_HCL_OUTPUT === "true") {
    throw new Failure("got HCL output asked for (SYNTH_HCL_OUTPUT), expected JSON: leave out --hcl");
  }
  const { platforms, findings, checked } = await judgeAloud(sources, options);
  if (platforms === undefined) {
    process.stdout.write(`${countText(findings)}; nothing was written\n`);
    return EXIT.invalid;
  }
  const target = realFolder(output);
  const staging = stagingFolder(target);
  try {
    const { synthesize } = await import("../../stacks/app");
    const written = synthesize(platforms, staging).map((stacks, i) => {
      const platform = platforms[i];
      if (platform === undefined) throw new Error("stacks of no platform");
      const model = fromPlatform(platform);
      prove(model, staging, stacks);
      checkImports(platform, staging);
      const quotas = quotaUse(platform, model);
      return { platform, stacks, findings: checked[i]?.findings ?? [], table: accessTable(platform), quotas };
    });
    const stacks = written.flatMap((platform) => platform.stacks);
    const abandoned = abandonedStacks(target, stacks);
    publish(staging, target);
    process.stdout.write(synthSummary({ written, output, abandoned }));
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return EXIT.ok;
}

/** Beside the output, so that files move by renaming. */
function stagingFolder(target: string): string {
  try {
    mkdirSync(dirname(target), { recursive: true });
    return mkdtempSync(join(dirname(target), `.${basename(target)}-`));
  } catch (thrown) {
    throw new Failure(`cannot write beside ${target}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

/** What is taken over has to be written, or terraform would refuse the plan. */
function checkImports({ name, imports }: CheckedPlatform, folder: string): void {
  for (const [stack, addresses] of Object.entries(imports)) {
    const file = join(folder, "stacks", `${name}-${stack}`, "cdk.tf.json");
    const { resource = {} } = (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {}) as {
      readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    };
    for (const address of Object.keys(addresses)) {
      const [type = "", key = ""] = address.split(".");
      if (Object.hasOwn(resource[type] ?? {}, key)) continue;
      const known = Object.entries(resource).flatMap(([each, keys]) =>
        Object.keys(keys).map((one) => `${each}.${one}`),
      );
      throw new Failure(
        `imports.${stack}: got "${address}", expected an address of stack ${name}-${stack}: ${didYouMean(address, known)}`,
      );
    }
  }
}

/** Holds what was written against what was declared. A difference is a bug of jobrole, and nothing is published. */
function prove(model: AccessModel, folder: string, stacks: readonly string[]): void {
  const documents = stacks.map(
    (stack) => JSON.parse(readFileSync(join(folder, "stacks", stack, "cdk.tf.json"), "utf8")) as unknown,
  );
  const { resources, surroundings } = readWritten(documents);
  const found = differences(model, fromTerraform(resources, surroundings));
  if (found.length === 0) return;
  const lines = found.map(
    ({ path, declared, written }) =>
      `  ${path}\n    declared ${declared ?? "nothing"}\n    written  ${written ?? "nothing"}`,
  );
  throw new Error(`What was written is not what was declared; nothing was published.\n${lines.join("\n")}`);
}
