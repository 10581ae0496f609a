import type { Declaration } from "./declaration";
import type { Path } from "./path";
import type { TypedDeclaration } from "./schema/declaration";

/**
 * Declares a platform in TypeScript: what jobrole.yaml says, with misspelt references as compile errors.
 * Never throws: what the compiler cannot see is reported by `check()` like any other problem.
 */
export function platform<
  P extends string = never,
  B extends string = never,
  R extends string = never,
  I extends string = never,
  U extends string = never,
>(declaration: TypedDeclaration<P, B, R, I, U>): Declaration {
  return {
    value: declaration,
    problems: [],
    locate: (place) => ("path" in place ? { text: accessor(place.path) } : { text: "" }),
  };
}

/**
 * The same entry for each of several keys, which stay known to the compiler: a computed key of an object would make
 * any reference to it pass.
 */
export function each<const K extends string, T>(keys: readonly K[], make: (key: K) => T): { readonly [P in K]: T } {
  return Object.fromEntries(keys.map((key) => [key, make(key)])) as { readonly [P in K]: T };
}

/** `identities["docs-publish"].allow[0].bucket` */
function accessor(path: Path): string {
  return path
    .map((part, index) => {
      if (typeof part === "number") return `[${String(part)}]`;
      if (!/^[A-Za-z_$][\w$]*$/.test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join("");
}
