import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { TextDecoder } from "node:util";
import type { Location } from "../platform/declaration";
import { isRecord, type Path, valueAt } from "../platform/path";
import type { Problem } from "../platform/problem";
import { parseYaml } from "../platform/yaml";
import { Failure } from "./exit";

/** A policy document as it stands in a file. */
export interface PolicyFile {
  /** Of the role or policy that it belongs to; else of the file. */
  readonly name: string;
  readonly document: Readonly<Record<string, unknown>>;
  /** What is wrong with its form: a key that is there twice. */
  readonly problems: readonly Problem[];
  /** Where a part of the document is; for one that stands as a text in other JSON, where the text is. */
  readonly locate: (path: Path) => Location;
}

/**
 * Reads a policy document by itself, or in what the AWS CLI and API answer (get-policy-version, get-role,
 * get-role-policy, get-bucket-policy), where it may be encoded as in a URL.
 *
 * @throws Failure for what is no such file, in one sentence
 */
export function readPolicyFile(file: string): PolicyFile {
  const text = textOf(file);
  const json = jsonOf(text, file);
  const at = PLACES.find((path) => valueAt(json, path.length === 0 ? ["Statement"] : path) !== undefined);
  const found = at === undefined ? undefined : decoded(valueAt(json, at));
  if (at === undefined || !isRecord(found)) {
    throw new Failure(
      `${file}: got JSON without a Statement, expected a policy document or the AWS CLI's answer with one`,
    );
  }
  // JSON is YAML; the parser of declarations has positions, and notices keys that are there twice.
  const { problems, locate } = parseYaml(text, file);
  const inText = typeof valueAt(json, at) === "string";
  const names = NAMES.map((path) => valueAt(json, path)).filter((name) => typeof name === "string");
  return {
    name: names[0] ?? basename(file),
    document: found,
    problems,
    locate: (path) => locate({ path: inText ? at : [...at, ...path] }),
  };
}

/** Where the document is: itself by its Statement, else the first that is there. */
const PLACES: readonly Path[] = [
  ["PolicyVersion", "Document"],
  ["Role", "AssumeRolePolicyDocument"],
  ["AssumeRolePolicyDocument"],
  ["PolicyDocument"],
  ["Policy"],
  [],
];

const NAMES: readonly Path[] = [["Role", "RoleName"], ["RoleName"], ["PolicyName"]];

/** Larger than any policy that AWS takes, and than any answer with one. */
const MOST = { characters: 262_144, depth: 64 };

function textOf(file: string): string {
  let bytes: Buffer;
  try {
    if (!statSync(file).isFile()) throw new Failure(`${file}: got no file, expected a policy document as JSON`);
    bytes = readFileSync(file);
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "unknown";
    throw new Failure(`${file}: the file cannot be read (${code})`);
  }
  if (bytes.length > MOST.characters) {
    throw new Failure(
      `${file}: got ${String(bytes.length)} bytes, expected a policy document of at most ${String(MOST.characters)}`,
    );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Failure(`${file}: the file is not UTF-8 text, expected a policy document as JSON`);
  }
}

function jsonOf(text: string, file: string): unknown {
  if (text.trim() === "") throw new Failure(`${file}: the file is empty, expected a policy document as JSON`);
  if (isDeep(text))
    throw new Failure(`${file}: got JSON nested deeper than ${String(MOST.depth)}, expected a policy document`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Failure(`${file}: got no JSON, expected a policy document as JSON`);
  }
}

/** Brackets in texts count as well: a policy has not that many. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === "{" || character === "[") depth++;
    if (character === "}" || character === "]") depth--;
    if (depth > MOST.depth) return true;
  }
  return false;
}

function decoded(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(
      value.startsWith("%7B") || value.startsWith("%7b") ? decodeURIComponent(value) : value,
    ) as unknown;
  } catch {
    return undefined;
  }
}
