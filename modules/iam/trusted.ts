import { type Condition, conditionList } from "./conditions";
import type { Statement } from "./policy";
import { wildcard } from "./wildcard";

/** A condition on a claim of a token: `gitlab.com:sub`. */
export interface ClaimCondition extends Condition {
  readonly issuer: string;
  readonly claim: string;
}

/**
 * The issuers whose tokens a statement of a trust policy is about, without `https://`; providers of SAML are none.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
export function issuersOf({ Principal }: Statement): readonly string[] {
  const federated = typeof Principal === "object" ? (Principal.Federated ?? []) : [];
  return federated.flatMap((provider) => {
    if (provider.includes(":saml-provider/")) return [];
    const [, issuer] = provider.split(":oidc-provider/");
    return [issuer ?? provider];
  });
}

/** The conditions of a statement on claims of tokens. */
export function claimConditionsOf(statement: Statement): readonly ClaimCondition[] {
  return conditionList(statement).flatMap((condition) => {
    const end = condition.key.lastIndexOf(":");
    const issuer = condition.key.slice(0, end);
    // AWS's own keys have a prefix without a dot, and what may have one comes after a slash.
    if (end < 0 || !/^[^/:]*\./.test(issuer)) return [];
    return [{ ...condition, issuer, claim: condition.key.slice(end + 1) }];
  });
}

/** Whether an operator makes a value necessary: one that passes where the key is absent does not. */
export function isNecessary(operator: string): boolean {
  return /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/.test(operator);
}

/** Whether the text of a condition has a wildcard; what stands in a policy variable, `${*}`, is none. */
export function hasWildcard(value: string): boolean {
  return /[*?]/.test(value.replace(/\$\{[^}]*\}/g, ""));
}

/** Whether a statement is about an action, by its name, a pattern, or because it does not except it. */
export function isAbout({ Action, NotAction }: Statement, action: string): boolean {
  const named = (Action ?? NotAction).some((pattern) => wildcard(pattern).test(action));
  return named === (Action !== undefined);
}

/** Whether a statement of a trust policy lets in who has a token of an issuer. */
export function admitsTokens(statement: Statement): boolean {
  return statement.Effect === "Allow" && issuersOf(statement).length > 0 && isAbout(statement, WEB_IDENTITY);
}

const WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity";

/** Whether a statement of a trust policy lets in EKS Pod Identity. */
export function admitsPodIdentity({ Effect, Principal }: Statement): boolean {
  const services = typeof Principal === "object" ? (Principal.Service ?? []) : [];
  return Effect === "Allow" && services.includes(POD_IDENTITY);
}

export const POD_IDENTITY = "pods.eks.amazonaws.com";
