import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of this project, from the sources and from what was built of them alike. */
export const PROJECT = projectAbove(__dirname);

/** A program that `npm run build` made. */
export const built = (name: string): string => join(PROJECT, "dist", name);

function projectAbove(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : projectAbove(dirname(folder));
}
