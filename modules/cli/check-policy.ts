import { judgePolicy, type PolicyCommand } from "./judge-policy";

/** `jobrole check policy FILE`: says what is wrong with a policy of an identity or a bucket that one has. */
export async function checkPolicy(path: string, command: PolicyCommand): Promise<number> {
  return judgePolicy(path, "policy", command);
}
