import type { AccessModel } from "../access/model";
import type { ActionCatalogue } from "../iam/catalogue";
import { conditionList, narrows } from "../iam/conditions";
import type { Statement } from "../iam/policy";
import { allowances, isEveryResource } from "./allowance";
import type { ModelCheck, Observation } from "./rule";

export const wildcardResource: ModelCheck = {
  id: "wildcard-resource",
  of: "model",
  what: "An action that IAM can limit to resources is limited to some: to their names, or by a condition on their tags.",
  why: "It holds for every resource of the account, also those that are made later and those of other teams.",
  fix: "Name the resources that the job uses. Actions that take `*` only are no finding.",
  example: ["identities:", "  i:", "    allow:", '      - { actions: [s3:GetObject], resources: ["*"] }'].join("\n"),
  acceptable: true,
  judge,
};

function judge(model: AccessModel, catalogue: ActionCatalogue): readonly Observation[] {
  return allowances(model).flatMap(({ statement, at }) => {
    const { Action = [], Resource, NotResource } = statement;
    const every =
      NotResource === undefined ? Resource?.find(isEveryResource) : `every resource but ${NotResource.join(", ")}`;
    if (every === undefined || isNarrowed(statement)) return [];
    return Action.flatMap((action, index): readonly Observation[] => {
      if (!canBeLimited(action, catalogue)) return [];
      const message = `got ${action} on ${every}, expected the resources that it uses`;
      const fix = "name the resources";
      return [{ at: [...at, "Action", index], severity: "warning", about: action, message, fix }];
    });
  });
}

/** Whether a condition is on what the resources are. */
function isNarrowed(statement: Statement): boolean {
  return conditionList(statement).some((condition) => ABOUT_RESOURCES.test(condition.key) && narrows(condition));
}

const ABOUT_RESOURCES = /^[a-z0-9-]+:ResourceTag\/|^kms:(EncryptionContext:|ResourceAliases$)|^ecs:cluster$/i;

/** Every action of every service is a finding of wildcard-action. */
function canBeLimited(action: string, catalogue: ActionCatalogue): boolean {
  return catalogue.findDetails(action).some(({ resources }) => resources.length > 0);
}
