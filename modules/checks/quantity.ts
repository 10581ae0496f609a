import { quantityProblem, quantityValue } from "../kubernetes/names";
import { type Path, pathText } from "../platform/path";
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
  return runners.flatMap(({ path, resources, limits }) => [
    ...Object.entries({ quota: limits.quota, ...limits.limits }).flatMap(([part, amounts = {}]) =>
      Object.entries(amounts).flatMap(([resource, amount]) =>
        ofText(amount, [...path, ...(part === "quota" ? [part] : ["limits", part]), resource]),
      ),
    ),
    ...(["cpu", "memory"] as const).flatMap((resource) => {
      const { request, max } = resources[resource] ?? {};
      const at = [...path, "jobs", resource];
      const malformed = [...ofText(request, [...at, "request"]), ...ofText(max, [...at, "max"])];
      if (malformed.length > 0 || request === undefined || max === undefined) return malformed;
      if (quantityValue(request) <= quantityValue(max)) return [];
      const where = [...at, "request"];
      const message = `${pathText(where)}: got "${request}", expected at most the max of "${max}"`;
      return [error("quantity", { path: where }, message, "request less, or raise max")];
    }),
  ]);
}

function ofText(text: string | undefined, path: Path): readonly Problem[] {
  const reason = text === undefined ? undefined : quantityProblem(text);
  if (text === undefined || reason === undefined) return [];
  const message = `${pathText(path)}: got "${text}", ${reason}`;
  return [error("quantity", { path }, message, "write a quantity such as 500m, 2 or 8Gi")];
}
