import { EXIT } from "./exit";
import { judge } from "./judge";
import type { Source } from "./load";
import { countText } from "../report/findings";

/** `jobrole check`: prints what is wrong with a declaration, and writes nothing. */
export async function checkDeclaration(source: Source): Promise<number> {
  const { findings, platform } = await judge(source());
  process.stdout.write(`${countText(findings)}\n`);
  return platform === undefined ? EXIT.invalid : EXIT.ok;
}
