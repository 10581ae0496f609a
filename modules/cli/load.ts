import type { Declaration } from "../platform/declaration";
import { loadFiles } from "./load-files";
import { isModule, loadModule } from "./load-module";

/** Something that can be read as a declaration when a command asks for it, not before. */
export type Source = () => Declaration | Promise<Declaration>;

/**
 * A declaration by its path: a YAML file with what it includes, a folder of such files, or a module compiled from
 * TypeScript. What cannot be read is a problem of the declaration, never an exception.
 */
export function load(path: string): Source {
  return () => (isModule(path) ? loadModule(path) : loadFiles(path));
}
