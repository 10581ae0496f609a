import type { PolicyVersion, Statement } from "../policy";
import { type Applicant, applicationOf } from "./applicant";
import { compile, type Policy, type Verdict } from "./judge";
import type { Principal } from "./principal";

export type { Applicant } from "./applicant";

/** The role that is to be assumed. */
export interface TrustingRole {
  readonly name: string;
  /** ARN. */
  readonly arn: string;
  readonly account: string;
  readonly trust: readonly Statement[];
  /** Of the language of the trust policy; left out: the current one. */
  readonly version?: PolicyVersion;
}

/**
 * Whether somebody may become a role, by its trust policy. Another role may without a permission of its own only where
 * it is of the same account and named itself. Named by its account, or of another one, it needs both: without its
 * policies that is left open.
 */
export function mayAssume(role: TrustingRole, applicant: Applicant): Verdict {
  const { principal, circumstances, actions } = applicationOf(applicant);
  const judge = (identity: readonly Policy[], action: string): Verdict =>
    compile({ identity, resource: [trustOf(role)], unknown: [] })({
      action,
      resource: role.arn,
      principal,
      context: circumstances,
      ...(applicant.kind === "role" ? { resourceAccount: role.account } : {}),
    });
  const verdictOn = (action: string): Verdict => {
    if (applicant.kind === "role" && applicant.policies !== undefined) return judge(applicant.policies, action);
    const byTrust = judge([], action);
    if (byTrust.verdict !== "implicitly denied") return byTrust;
    const withBoth = judge([ASSUMING], action);
    return withBoth.verdict === "allowed"
      ? { verdict: "cannot tell", why: [openPolicies(principal, action)] }
      : withBoth;
  };
  const [first, ...more] = actions;
  return more.map(verdictOn).reduce(worse, verdictOn(first));
}

/** Of two actions that are both needed, the verdict on both. */
function worse(one: Verdict, other: Verdict): Verdict {
  return BAD[other.verdict] > BAD[one.verdict] ? other : one;
}

const BAD: Readonly<Record<Verdict["verdict"], number>> = {
  allowed: 0,
  "cannot tell": 1,
  "implicitly denied": 2,
  "explicitly denied": 3,
};

/** What the policies of who asks would have to say. */
const ASSUMING: Policy = {
  name: "the policies of who asks, taken to allow it",
  version: "2012-10-17",
  statements: [{ Effect: "Allow", Action: ["sts:AssumeRole"], Resource: ["*"] }],
};

function openPolicies({ name }: Principal, action: string): string {
  return `the policies of ${name} have to allow ${action} as well, and are not known`;
}

function trustOf({ name, trust, version = "2012-10-17" }: TrustingRole): Policy {
  return { name: `the trust of ${name}`, version, statements: trust };
}
