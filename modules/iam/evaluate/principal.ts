import type { Principals } from "../policy";
import { parseArn } from "../arn";

/** Who makes a request. */
export interface Principal {
  /** Of the role, user, service or provider that policies name. */
  readonly kind: "AWS" | "Service" | "Federated";
  /** ARN of a role, user or provider; name of a service. */
  readonly name: string;
  /** Account of the role or user; undefined for services and providers. */
  readonly account?: string;
}

/**
 * How the policy of a resource names a principal:
 * - `itself`: a user, service or provider;
 * - `its role`: who asks is a session of the role, which the boundary of the role limits;
 * - `everybody`;
 * - `its account`, which leaves it to the policies that the account gives to the principal;
 * - `perhaps`: a session of the role by name, or an account by its canonical id, neither of which are known.
 */
export type Named = "itself" | "its role" | "everybody" | "its account" | "perhaps" | "no";

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
export function naming(said: Principals, principal: Principal): Named {
  if (said === "*" || said.AWS?.includes("*") === true) return "everybody";
  const names = said[principal.kind] ?? [];
  if (names.includes(principal.name)) return isRole(principal) ? "its role" : "itself";
  const { account } = principal;
  if (account === undefined) return "no";
  if (names.some((name) => isSession(name, principal.name))) return "perhaps";
  if (names.some((name) => name === account || isRoot(name, account))) return "its account";
  return said.CanonicalUser === undefined ? "no" : "perhaps";
}

/**
 * How a policy names a principal by excepting others. A session is excepted only where the session, its role and its
 * account all are; of which some are named, it is left open.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function namingByException(excepted: Principals, principal: Principal): Named {
  const named = naming(excepted, principal);
  if (named === "no") return "everybody";
  return named === "everybody" || named === "itself" ? "no" : "perhaps";
}

function isRole({ name }: Principal): boolean {
  return parseArn(name)?.resource.startsWith("role/") === true;
}

/** Whether a text is the ARN of a session of a role: without the role's path, and with a name of its own. */
function isSession(text: string, role: string): boolean {
  const session = parseArn(text);
  const own = parseArn(role);
  if (session?.service !== "sts" || own?.account !== session.account) return false;
  return session.resource.startsWith(`assumed-role/${own.resource.split("/").at(-1) ?? ""}/`);
}

function isRoot(name: string, account: string): boolean {
  const arn = parseArn(name);
  return arn?.service === "iam" && arn.account === account && arn.resource === "root";
}
