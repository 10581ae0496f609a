import type { AccessModel } from "../model";
import { type Change, textChange } from "./change";

/** Whose network is closed, and no longer: the policy is either exactly what closes it, or not interpreted. */
export function networkChanges(
  { closedNetworks: old }: AccessModel,
  { closedNetworks: now }: AccessModel,
): readonly Change[] {
  const subject = (name: string) => ({ kind: "namespace", name }) as const;
  return [
    ...now
      .filter((name) => !old.includes(name))
      .map((name) => textChange(subject(name), "narrowed", "has the network of its pods closed")),
    ...old
      .filter((name) => !now.includes(name))
      .map((name) => textChange(subject(name), "widened", "no longer has the network of its pods closed")),
  ];
}
