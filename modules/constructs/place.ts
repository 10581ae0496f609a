import type { TerraformElement, TerraformResource } from "cdktf";
import type { Logical } from "./addresses";

/** Gives an element its address, in place of the one that CDKTF makes of its nesting. */
export function place<T extends TerraformElement>(element: T, address: Logical): T {
  element.overrideLogicalId(address);
  return element;
}

/** Makes each resource wait for the one before it, where AWS refuses writes at the same time. */
export function chain(resources: readonly TerraformResource[]): void {
  resources.forEach((resource, i) => {
    const before = resources[i - 1];
    if (before !== undefined) resource.node.addDependency(before);
  });
}
