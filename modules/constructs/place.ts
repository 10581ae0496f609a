import { dependable, type TerraformElement, type TerraformResource } from "cdktf";
import type { Logical } from "./addresses";

/** Gives an element its address, in place of the one that CDKTF makes of its nesting. */
export function place<T extends TerraformElement>(element: T, address: Logical): T {
  element.overrideLogicalId(address);
  return element;
}

/**
 * Makes a resource wait for others that are placed already. The dependencies of the construct tree would not do: CDKTF
 * writes `depends_on` for those of Terraform only.
 */
export function after<T extends TerraformResource>(resource: T, others: readonly TerraformResource[]): T {
  if (others.length > 0) resource.dependsOn = [...(resource.dependsOn ?? []), ...others.map(dependable)];
  return resource;
}
