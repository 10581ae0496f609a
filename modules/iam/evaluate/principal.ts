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
 * How a policy names a principal: it by itself, or only the account that it belongs to, which leaves the account's own
 * policies to decide.
 */
export type Named = "itself" | "its account" | "no";

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
export function naming(said: Principals, principal: Principal): Named {
  if (said === "*") return "itself";
  const names = said[principal.kind] ?? [];
  if (names.some((name) => name === principal.name || (name === "*" && principal.kind === "AWS"))) return "itself";
  const { account } = principal;
  if (principal.kind !== "AWS" || account === undefined) return "no";
  return names.some((name) => name === account || isRoot(name, account)) ? "its account" : "no";
}

function isRoot(name: string, account: string): boolean {
  const arn = parseArn(name);
  return arn?.service === "iam" && arn.account === account && arn.resource === "root";
}
