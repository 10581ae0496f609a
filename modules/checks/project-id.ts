import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import type { DeclarationCheck } from "./rule";

export const projectId: DeclarationCheck = {
  id: "project-id",
  of: "declaration",
  what: "No two projects have one id.",
  why: "The guards know projects by their ids: one of the two would be admitted for the other.",
  fix: "Copy each id from Settings → General of its project.",
  example: ["gitlab:", "  projects: { acme/docs: { id: 42 }, acme/web: { id: 42 } }"].join("\n"),
  acceptable: false,
  judge,
};

function judge({ gitlab }: Platform): readonly Problem[] {
  const first = new Map<number, string>();
  return gitlab.projects.flatMap(({ id, path: name }) => {
    const twin = first.get(id);
    if (twin === undefined) {
      first.set(id, name);
      return [];
    }
    const path = ["gitlab", "projects", name, "id"];
    const message = `${pathText(path)}: got ${String(id)}, which is the id of ${twin} already`;
    return [error("project-id", { path }, message, "copy each id from Settings → General of its project")];
  });
}
