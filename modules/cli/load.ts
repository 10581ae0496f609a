import { readFileSync } from "node:fs";
import { TextDecoder } from "node:util";
import type { Declaration } from "../platform/declaration";
import { error } from "../platform/problem";
import { parseYaml } from "../platform/yaml";

/** Something that can be read as a declaration when a command asks for it, not before. */
export type Source = () => Declaration;

/** A declaration in a YAML file. What cannot be read is a problem of the declaration, never an exception. */
export function load(file: string): Source {
  return () => {
    let bytes: Buffer;
    try {
      bytes = readFileSync(file);
    } catch (thrown) {
      return unreadable(file, reasonOf(thrown), "name an existing file by --config");
    }
    let text: string;
    try {
      text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      return unreadable(file, "is not UTF-8 text", "name a YAML file by --config");
    }
    if (text.includes("\0")) return unreadable(file, "is a binary file", "name a YAML file by --config");
    return parseYaml(text, file);
  };
}

function unreadable(file: string, reason: string, fix: string): Declaration {
  const problem = error("file", { line: 1, column: 1 }, `the file ${reason}`, fix);
  const at = { text: `${file}:1:1`, line: 1, column: 1 };
  return { value: undefined, problems: [problem], locate: () => at };
}

function reasonOf(thrown: unknown): string {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  if (code === "ENOENT") return "does not exist";
  if (code === "EISDIR") return "is a folder";
  if (code === "EACCES") return "may not be read";
  return `cannot be read (${String(code)})`;
}
