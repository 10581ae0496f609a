import type { AccessModel } from "../access/model";
import { admitsTokens, claimConditionsOf, hasWildcard, isNecessary } from "../iam/trusted";
import type { ModelCheck, Observation } from "./rule";
import { trustStatements } from "./trust-statements";

export const trustAudience: ModelCheck = {
  id: "trust-audience",
  of: "model",
  what: "The audiences of a trust policy are client ids of its provider, where the provider is made here.",
  why: "STS refuses a token whose audience the provider does not have, before it looks at the trust policy.",
  fix: "Add the audience to the provider, or take it out of the trust policy.",
  example: [
    "# a provider whose ClientIdList is [https://gitlab.com]",
    "Condition:",
    '  StringEquals: { "gitlab.com:aud": sts.amazonaws.com }',
  ].join("\n"),
  acceptable: false,
  judge,
};

function judge(model: AccessModel): readonly Observation[] {
  const providers = new Map(
    Object.entries(model.oidcProviders).map(([issuer, { audiences }]) => [issuer.toLowerCase(), audiences]),
  );
  return trustStatements(model).flatMap(({ statement, at }) =>
    (admitsTokens(statement) ? claimConditionsOf(statement) : [])
      .filter(({ claim, operator }) => claim.toLowerCase() === "aud" && isNecessary(operator))
      .flatMap(({ issuer, values }): readonly Observation[] => {
        const known = providers.get(issuer.toLowerCase());
        // Whoever made a provider elsewhere knows its audiences; one that is not there lets nobody in.
        if (known === undefined) return [];
        if ("unknown" in known) {
          const message = `cannot tell whether the provider ${issuer} has the audience ${values.join(", ")}: ${known.unknown}`;
          return [{ at, severity: "warning", message, fix: "look again when it is known" }];
        }
        const audiences = new Set(known.value);
        const missing = values.filter((value) => !audiences.has(value) && !hasWildcard(value));
        if (missing.length === 0) return [];
        const has = [...audiences].join(", ") || "none";
        const message = `got the audience ${missing.join(", ")}, expected a client id of the provider ${issuer} (${has})`;
        const severity = missing.length === values.length ? "error" : "warning";
        return [{ at, severity, message, fix: "add it to the provider, or take it out of the trust policy" }];
      }),
  );
}
