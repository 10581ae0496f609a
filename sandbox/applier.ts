import type { CommandOptions } from "./command";
import type { Change } from "./terraform";

/** A way to make true what a stack's Terraform says. Stacks by their name; `init` comes first. */
export interface Applier {
  /**
   * `full`: terraform applies the stacks as they are. `split`: it applies what is of AWS, kubectl what is of
   * Kubernetes, helm the releases; all from the same JSON.
   */
  readonly mode: "full" | "split";
  init(stack: string): Promise<void>;
  /** What an apply would do now. */
  plan(stack: string): Promise<readonly Change[]>;
  /** Also takes over what an apply left behind that was killed. */
  apply(stack: string, options?: CommandOptions): Promise<void>;
  destroy(stack: string): Promise<void>;
}
