import { judgePolicy, type PolicyCommand } from "./judge-policy";

/** `jobrole check trust FILE`: says what is wrong with a trust policy of a role that one has. */
export async function checkTrust(path: string, command: PolicyCommand): Promise<number> {
  return judgePolicy(path, "trust", command);
}
