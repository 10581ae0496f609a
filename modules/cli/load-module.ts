import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Declaration } from "../platform/declaration";
import { unreadable } from "./unreadable";

/** Whether a path is that of a module, by its name. */
export function isModule(path: string): boolean {
  return /\.[cm]?js$/.test(path);
}

/** The declaration that a compiled module exports by default: what `platform()` answers. */
export async function loadModule(file: string): Promise<Declaration> {
  const fix = "export default platform({ … }), and name the compiled module";
  if (!existsSync(file)) return unreadable(file, "the file does not exist", "name an existing file by --config");
  let loaded: { readonly default?: unknown };
  try {
    loaded = (await import(pathToFileURL(resolve(file)).href)) as typeof loaded;
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return unreadable(file, `the module cannot be loaded: ${reason.split("\n")[0] ?? ""}`, fix);
  }
  // A CommonJS module is the default of its own import.
  const exported = [loaded.default, (loaded.default as { readonly default?: unknown } | undefined)?.default];
  return exported.find(isDeclaration) ?? unreadable(file, "the module exports no declaration by default", fix);
}

function isDeclaration(value: unknown): value is Declaration {
  return typeof value === "object" && value !== null && "problems" in value && "locate" in value && "value" in value;
}
