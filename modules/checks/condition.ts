import type { ActionCatalogue } from "../iam/catalogue";
import { expectedValue } from "../iam/condition-values";
import { CONDITION_OPERATORS, isConditionOperator } from "../iam/operators";
import { pathText } from "../platform/path";
import { type ActionsGrant, awsGrants } from "../platform/grants";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import { suggest } from "../platform/suggest";
import type { DeclarationCheck } from "./rule";

export const condition: DeclarationCheck = {
  id: "condition",
  of: "declaration",
  what: "Condition operators are IAM's, keys are global or of the services of the actions, and values are of the operator's type.",
  why: "A condition on a key that no request has never holds, or always does: the permission is none, or has no condition.",
  fix: "Write the operator and the key as AWS's service authorization reference does.",
  example: [
    "identities:",
    "  i:",
    "    allow:",
    "      - actions: [s3:GetObject]",
    '        resources: ["*"]',
    '        conditions: { StringEqual: { "aws:PrincipalTag/team": docs } }',
  ].join("\n"),
  acceptable: false,
  judge,
};

function judge({ identities }: Platform, catalogue: ActionCatalogue): readonly Problem[] {
  return identities.flatMap((identity) =>
    awsGrants(identity).flatMap((grant) => (grant.kind === "actions" ? ofGrant(grant, catalogue) : [])),
  );
}

function ofGrant({ actions, conditions, path }: ActionsGrant, catalogue: ActionCatalogue): readonly Problem[] {
  const services = [...new Set(actions.map((action) => action.split(":")[0] ?? ""))];
  const wrong = (at: readonly (string | number)[], expected: string, close: string | undefined, got: string) => {
    const fix =
      close === undefined ? "look it up in AWS's service authorization reference" : `did you mean "${close}"?`;
    return error("condition", { path: at, part: "key" }, `${pathText(at)}: got "${got}", expected ${expected}`, fix);
  };
  return Object.entries(conditions).flatMap(([operator, keys]) => {
    const at = [...path, "conditions", operator];
    if (!isConditionOperator(operator)) {
      return [wrong(at, "an operator of IAM conditions", suggest(operator, CONDITION_OPERATORS), operator)];
    }
    const values = Object.entries(keys).flatMap(([key, list]) =>
      list.flatMap((value) => valueProblem([...at, key], operator, value)),
    );
    const unknown = Object.keys(keys).flatMap((key) =>
      catalogue.hasConditionKey(key, services)
        ? []
        : [
            wrong(
              [...at, key],
              `a condition key of ${services.join(", ")} or aws:…`,
              suggest(key, catalogue.conditionKeysOf(services)),
              key,
            ),
          ],
    );
    return [...unknown, ...values];
  });
}

function valueProblem(at: readonly (string | number)[], operator: string, value: string): readonly Problem[] {
  const expected = expectedValue(operator, value);
  if (expected === undefined) return [];
  return [
    error("condition", { path: at }, `${pathText(at)}: got "${value}", expected ${expected}`, `write ${expected}`),
  ];
}
