import { InvalidArgumentError, Option } from "commander";

/** Declarations instead of the one of main.ts. */
export const config = () =>
  new Option(
    "-c, --config <path>",
    "declaration to work on, instead of the one of main.ts: a file, a folder or a compiled module; may be repeated",
  ).argParser((path: string, before: readonly string[] | undefined) => [...(before ?? []), path]);

/** Reads the path of a folder. */
export function folder(path: string): string {
  if (path === "") throw new InvalidArgumentError("Expected the path of a folder.");
  return path;
}

/** Reads what a review stops for. */
export function gates(text: string): readonly string[] {
  const named = text === "none" ? [] : text.split(",");
  const known = ["escape", "gain", "destroy", "unknown"];
  if (named.every((gate) => known.includes(gate))) return named;
  throw new InvalidArgumentError(`Expected some of ${known.join(",")}, or none.`);
}

/** Warnings as errors. */
export const strict = () => new Option("--strict", "let warnings count as errors");

/** How findings are said. */
export const findingsFormat = () =>
  new Option("-f, --format <format>", "how to say it").choices(["text", "json", "code-quality"]).default("text");
