import { isDeepStrictEqual } from "node:util";
import { allowedName, type Guard, guardBinding, guardPolicy } from "./guard";

/**
 * Reads a guard back from its manifests. Undefined unless they are exactly what the guard makes: a policy that was
 * weakened, or that is somebody else's, is no guard.
 */
export function readGuard(policy: unknown, binding: unknown): Guard | undefined {
  const name = textOf(policy, "metadata", "name");
  const selector = step(binding, "spec", "matchResources", "namespaceSelector", "matchLabels");
  const namespace = textOf(selector, "kubernetes.io/metadata.name");
  const creators = listOf(parameter(policy, "creators"));
  const connectors = listOf(parameter(policy, "connectors"));
  const groups = listOf(parameter(policy, "breakGlass"));
  const projects = allowedOf(policy);
  if (!name || !namespace || !creators || !connectors || !groups || !projects) return undefined;
  const [breakGlass] = groups;
  const guard = {
    namespace,
    name,
    creators,
    connectors,
    ...(breakGlass === undefined ? {} : { breakGlass }),
    projects,
  };
  const same = isDeepStrictEqual(policy, guardPolicy(guard)) && isDeepStrictEqual(binding, guardBinding(guard));
  return same ? guard : undefined;
}

function allowedOf(policy: unknown): Guard["projects"] | undefined {
  const all: Record<string, readonly string[]> = {};
  for (let i = 0; i === 0 || parameter(policy, allowedName(i)) !== undefined; i++) {
    const shard = listsOf(parameter(policy, allowedName(i)));
    if (shard === undefined) return undefined;
    Object.assign(all, shard);
  }
  return all;
}

function parameter(policy: unknown, name: string): unknown {
  const variables = step(policy, "spec", "variables");
  if (!Array.isArray(variables)) return undefined;
  const expression = textOf(
    variables.find((variable: unknown) => textOf(variable, "name") === name),
    "expression",
  );
  try {
    return expression === undefined ? undefined : (JSON.parse(expression) as unknown);
  } catch {
    return undefined;
  }
}

function step(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = (here as Readonly<Record<string, unknown>>)[key];
  }
  return here;
}

function textOf(value: unknown, ...path: readonly string[]): string | undefined {
  const found = step(value, ...path);
  return typeof found === "string" ? found : undefined;
}

function listOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((item): item is string => typeof item === "string") ? value : undefined;
}

function listsOf(value: unknown): Readonly<Record<string, readonly string[]>> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value).map(([key, item]) => [key, listOf(item)] as const);
  return entries.every((entry): entry is readonly [string, readonly string[]] => entry[1] !== undefined)
    ? Object.fromEntries(entries)
    : undefined;
}
