import { quantityProblem } from "../kubernetes/names";
import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import type { DeclarationCheck } from "./rule";

export const quantity: DeclarationCheck = {
  id: "quantity",
  of: "declaration",
  what: "Requests and maxima of jobs are Kubernetes quantities.",
  why: "The runner fails every job when it starts the pod.",
  fix: "Write a quantity such as 500m, 2 or 8Gi.",
  example: ["runners:", "  docs: { jobs: { memory: { max: 8GB } } }"].join("\n"),
  acceptable: false,
  judge,
};

function judge({ runners }: Platform): readonly Problem[] {
  return runners.flatMap(({ path, resources }) =>
    (["cpu", "memory"] as const).flatMap((resource) =>
      (["request", "max"] as const).flatMap((bound) => {
        const text = resources[resource]?.[bound];
        const reason = text === undefined ? undefined : quantityProblem(text);
        if (text === undefined || reason === undefined) return [];
        const at = [...path, "jobs", resource, bound];
        const message = `${pathText(at)}: got "${text}", ${reason}`;
        return [error("quantity", { path: at }, message, "write a quantity such as 500m, 2 or 8Gi")];
      }),
    ),
  );
}
