import type { Declaration } from "../platform/declaration";
import { EXIT, Failure } from "./exit";
import { load, type Source } from "./load";
import type { Configured } from "./program";

/**
 * Runs the command line: `jobrole [check | synth | access | ci] …`; without a command it synthesizes, which is what
 * cdktf.json asks for. Results go to stdout, the rest to stderr; the exit code is set, never forced, so that
 * everything is printed before the process ends.
 *
 * @param declared what to work on when there is no `--config`; several are checked and written together
 */
export async function run(
  declared: Source | Declaration | readonly Declaration[],
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  // Whoever reads the output may stop reading, as head does: that is no error of ours.
  process.stdout.on("error", (failure: NodeJS.ErrnoException) => {
    if (failure.code === "EPIPE") return;
    process.stderr.write(`error: cannot write the output: ${failure.message}\n`);
    process.exitCode = EXIT.invalid;
  });
  const sourcesOf = ({ config }: Configured): readonly Source[] => {
    if (config !== undefined) return config.map(load);
    if (typeof declared === "function") return [declared];
    return [declared].flat().map((declaration) => () => declaration);
  };
  const { CommanderError } = await import("commander");
  const { programOf } = await import("./program");
  const program = programOf(sourcesOf);
  try {
    // Options alone are synth's; a default command of commander's would take a misspelt command for an argument.
    const [first = "--"] = args;
    const bare = first.startsWith("-") && first !== "-h" && first !== "--help";
    await program.parseAsync(bare ? ["synth", ...args] : [...args], { from: "user" });
  } catch (thrown) {
    if (thrown instanceof CommanderError) process.exitCode = thrown.exitCode === 0 ? EXIT.ok : EXIT.usage;
    else if (thrown instanceof Failure) {
      process.stderr.write(`error: ${thrown.message}\n`);
      process.exitCode = EXIT.invalid;
    } else {
      const trace = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      process.stderr.write(
        `This is a bug of jobrole, please report it with the declaration that shows it.\n${trace}\n`,
      );
      process.exitCode = EXIT.bug;
    }
  }
}
