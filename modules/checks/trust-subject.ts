import type { AccessModel } from "../access/model";
import { admitsTokens, claimConditionsOf, isNecessary } from "../iam/trusted";
import type { ModelCheck, Observation } from "./rule";
import { trustStatements } from "./trust-statements";

export const trustSubject: ModelCheck = {
  id: "trust-subject",
  of: "model",
  what: "A trust policy says whose tokens of an issuer it takes.",
  why: "Without the subject every project of that GitLab, or every ServiceAccount of that cluster, may become the role.",
  fix: "Make the subject necessary: a condition with StringEquals on the issuer's sub.",
  example: [
    "Principal:",
    '  Federated: "arn:aws:iam::111122223333:oidc-provider/gitlab.com"',
    "Condition:",
    '  StringEquals: { "gitlab.com:aud": "https://gitlab.com" } # and no sub',
  ].join("\n"),
  acceptable: true,
  judge,
};

/** Claims that say who it is: of all issuers, and what AWS takes of gitlab.com besides. */
const SUBJECTS: ReadonlySet<string> = new Set(["sub", "project_id", "namespace_id", "user_id"]);

function judge(model: AccessModel): readonly Observation[] {
  return trustStatements(model).flatMap(({ role, statement, at }): readonly Observation[] => {
    if (!admitsTokens(statement)) return [];
    const subjects = claimConditionsOf(statement).filter(
      ({ claim, operator, values }) =>
        SUBJECTS.has(claim.toLowerCase()) && isNecessary(operator) && values.every((value) => /[^*]/.test(value)),
    );
    if (subjects.length > 0) return [];
    const message = `got no condition that makes a subject necessary, expected one: every token of the issuer may become role ${role}`;
    const fix = "add StringEquals on the issuer's sub";
    return [{ at, severity: "error", about: role, message, fix }];
  });
}
