import { countText, findingsReport, type FindingsFormat } from "../report/findings";
import { EXIT } from "./exit";
import { judge } from "./judge";
import type { Source } from "./load";

export interface CheckCommand {
  readonly format: FindingsFormat;
  /** Whether warnings count as errors. */
  readonly strict?: boolean;
}

/**
 * `jobrole check`: says what is wrong with declarations, and writes nothing. As text the findings go to stderr, where
 * every command has them; in the other formats they are the result.
 */
export async function checkDeclarations(
  sources: readonly Source[],
  { format, strict = false }: CheckCommand,
): Promise<number> {
  const { findings, located, platforms, checked } = await judge(sources, { strict });
  const report = findingsReport(located, format);
  if (format === "text") {
    const lived = checked.flatMap(({ accepted }) => accepted).length;
    process.stderr.write(report);
    process.stdout.write(`${countText(findings)}${lived === 0 ? "" : `, ${String(lived)} accepted`}\n`);
  } else process.stdout.write(report);
  return platforms === undefined ? EXIT.invalid : EXIT.ok;
}
