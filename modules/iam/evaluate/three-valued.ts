/** Whether something holds: `maybe` where what is known does not decide it. */
export type Tri = "yes" | "no" | "maybe";

/** Holds when all do. */
export function all(parts: Iterable<Tri>): Tri {
  let result: Tri = "yes";
  for (const part of parts) {
    if (part === "no") return "no";
    if (part === "maybe") result = "maybe";
  }
  return result;
}

/** Holds when one does. */
export function any(parts: Iterable<Tri>): Tri {
  let result: Tri = "no";
  for (const part of parts) {
    if (part === "yes") return "yes";
    if (part === "maybe") result = "maybe";
  }
  return result;
}

export function not(part: Tri): Tri {
  return part === "maybe" ? part : part === "yes" ? "no" : "yes";
}

export function tri(holds: boolean): Tri {
  return holds ? "yes" : "no";
}
