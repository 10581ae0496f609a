import type { AccessModel } from "../access/model";
import type { ActionCatalogue } from "../iam/catalogue";
import { allowances } from "./allowance";
import type { ModelCheck, Observation } from "./rule";

export const wildcardAction: ModelCheck = {
  id: "wildcard-action",
  of: "model",
  what: "Actions are listed; a pattern of them matches only actions that read or list, as `s3:Get*` does.",
  why: "What AWS adds to a service later is allowed unasked, and among what a pattern matches is more than was thought of: `s3:*Object*` contains s3:PutObjectAcl.",
  fix: "List the actions that the job uses.",
  example: [
    "identities:",
    "  i:",
    "    allow:",
    '      - { actions: ["s3:*"], resources: ["arn:aws:s3:::data/*"] }',
  ].join("\n"),
  acceptable: true,
  judge,
};

function judge(model: AccessModel, catalogue: ActionCatalogue): readonly Observation[] {
  const fix = "list the actions that it uses";
  return allowances(model).flatMap(({ statement, at }): readonly Observation[] => {
    const { Action, NotAction } = statement;
    if (Action === undefined) {
      const but = NotAction.join(", ");
      return [{ at, severity: "error", about: "NotAction", message: `got every action but ${but}`, fix }];
    }
    return Action.flatMap((action, index): readonly Observation[] => {
      const wide = widthOf(action, catalogue);
      return wide === undefined ? [] : [{ at: [...at, "Action", index], about: action, fix, ...wide }];
    });
  });
}

/** What is wrong with a pattern; undefined for an action, and for a pattern of such as read. */
function widthOf(action: string, catalogue: ActionCatalogue): Pick<Observation, "severity" | "message"> | undefined {
  if (!/[*?]/.test(action)) return undefined;
  const [service = "", name = ""] = action.split(":");
  // IAM takes no wildcard in the name of a service but for this one; whatever else there is, is not less.
  if (/[*?]/.test(service)) return { severity: "error", message: `got "${action}", every action of every service` };
  if (/^\*+$/.test(name)) return { severity: "warning", message: `got "${action}", every action of ${service}` };
  if (catalogue.actionsOf(service.toLowerCase()).length === 0) {
    return { severity: "warning", message: `got "${action}", and what it matches cannot be told` };
  }
  const changing = catalogue.findDetails(action).filter(({ reads }) => !reads);
  const [first] = changing;
  if (first === undefined) return undefined;
  const count = changing.length === 1 ? "" : ` and ${String(changing.length - 1)} others that do more than read`;
  return { severity: "warning", message: `got "${action}", which matches ${first.action}${count}` };
}
