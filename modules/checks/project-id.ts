import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";

/** No two projects have one id: the guards know projects by their ids only. */
export function projectId({ gitlab }: Platform): readonly Problem[] {
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
