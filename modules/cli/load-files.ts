import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { TextDecoder } from "node:util";
import type { Declaration } from "../platform/declaration";
import { merge } from "../platform/merge";
import { isRecord } from "../platform/path";
import type { Place } from "../platform/problem";
import { parseYaml } from "../platform/yaml";
import { unreadable } from "./unreadable";

/** The declaration in a YAML file and in what it includes, or in all the files of a folder. */
export function loadFiles(path: string): Declaration {
  return merge(read(path, { loaded: new Set(), including: [] }));
}

interface Progress {
  /** Real paths of files that are read already: each is read once, however often it is included. */
  readonly loaded: Set<string>;
  /** Real paths of the files that led here. */
  readonly including: readonly string[];
  /** Where the path is written, when it is included. */
  readonly place?: Place;
}

function read(path: string, progress: Progress): readonly Declaration[] {
  const { place } = progress;
  try {
    if (!statSync(path).isDirectory()) return readFile(path, progress);
    const files = readdirSync(path)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort();
    if (files.length > 0) return files.flatMap((name) => readEntry(join(path, name), progress));
    return [unreadable(path, `the folder ${path} has no YAML files`, "name a folder with some", place)];
  } catch (thrown) {
    const fix = place === undefined ? "name an existing file by --config" : "include a file or folder that exists";
    const what = place === undefined ? "the file" : path;
    return [unreadable(path, `${what} ${reasonOf(thrown)}`, fix, place)];
  }
}

/** A file of a folder: what is wrong with it is said of it, and the others are read. */
function readEntry(file: string, progress: Progress): readonly Declaration[] {
  try {
    return readFile(file, progress);
  } catch (thrown) {
    return [unreadable(file, `${file} ${reasonOf(thrown)}`, "mend it, or take it out of the folder", progress.place)];
  }
}

function readFile(file: string, { loaded, including, place }: Progress): readonly Declaration[] {
  if (!statSync(file).isFile())
    return [unreadable(file, `${file} is no file`, "name a file or a folder of files", place)];
  const real = realpathSync(file);
  if (including.includes(real)) {
    return [unreadable(file, `${file} includes itself`, "take one include out", place)];
  }
  if (loaded.has(real)) return [];
  loaded.add(real);
  const declaration = parse(file);
  const { value } = declaration;
  if (!isRecord(value) || !Object.hasOwn(value, "include")) return [declaration];
  const { include, ...rest } = value;
  const own = { ...declaration, value: rest };
  const at = (index?: number): Place => {
    const { line = 1, column = 1 } = declaration.locate({
      path: index === undefined ? ["include"] : ["include", index],
    });
    return { file, line, column };
  };
  if (!Array.isArray(include) || !include.every((entry): entry is string => typeof entry === "string")) {
    const reason = "include: got something else, expected a list of files and folders";
    return [own, unreadable(file, reason, "write include: [teams/]", at())];
  }
  return [
    own,
    ...include.flatMap((entry, i) =>
      read(join(dirname(file), entry), { loaded, including: [...including, real], place: at(i) }),
    ),
  ];
}

function parse(file: string): Declaration {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code !== "ERR_ENCODING_INVALID_ENCODED_DATA")
      throw thrown;
    return unreadable(file, "the file is not UTF-8 text", "name a YAML file by --config");
  }
  if (text.includes("\0")) return unreadable(file, "the file is a binary file", "name a YAML file by --config");
  return parseYaml(text, file);
}

function reasonOf(thrown: unknown): string {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  if (code === "ENOENT") return "does not exist";
  if (code === "EACCES") return "may not be read";
  return `cannot be read (${String(code)})`;
}
