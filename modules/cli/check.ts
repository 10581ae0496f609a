import { EXIT } from "./exit";
import { judge } from "./judge";
import type { Source } from "./load";
import { countText } from "../report/findings";

/** `jobrole check`: prints what is wrong with declarations, and writes nothing. */
export async function checkDeclarations(sources: readonly Source[]): Promise<number> {
  const { findings, platforms } = await judge(sources);
  process.stdout.write(`${countText(findings)}\n`);
  return platforms === undefined ? EXIT.invalid : EXIT.ok;
}
