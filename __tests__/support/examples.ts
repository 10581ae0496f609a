import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Text of a file of the repository. */
export function fileText(...path: readonly string[]): string {
  return readFileSync(join(__dirname, "..", "..", ...path), "utf8");
}

export const EXAMPLE = fileText("jobrole.yaml");

/** A declaration that uses every option there is. */
export const EVERYTHING = fileText("__tests__", "support", "everything.yaml");

/** What a declaration can say of ID tokens besides. */
export const FEDERATION = fileText("__tests__", "support", "federation.yaml");
