import type { AccessModel, ModelPath } from "../access/model";
import type { ActionCatalogue } from "../iam/catalogue";
import { suggest } from "../platform/suggest";
import type { ModelCheck, Observation } from "./rule";

export const unknownAction: ModelCheck = {
  id: "unknown-action",
  of: "model",
  what: "Every action is one of AWS, and every pattern of actions matches at least one.",
  why: "IAM takes a misspelt action without a word: it grants nothing.",
  fix: "Look it up in AWS's service authorization reference.",
  example: ["identities:", "  i:", "    allow:", '      - { actions: [s3:GetObjekt], resources: ["*"] }'].join("\n"),
  acceptable: false,
  judge,
};

function judge({ roles }: AccessModel, catalogue: ActionCatalogue): readonly Observation[] {
  // Without any service there is nothing to hold them against: nobody wrote an action.
  if (catalogue.services.length === 0) return [];
  return Object.entries(roles).flatMap(([role, { statements }]) => {
    if ("unknown" in statements) return [];
    return statements.value.flatMap(({ Action, NotAction }, i) => {
      const at = ["roles", role, "statements", i, Action === undefined ? "NotAction" : "Action"];
      return (Action ?? NotAction).flatMap((action, j) => problemOf(action, [...at, j], catalogue));
    });
  });
}

/** Of a service that was not loaded the actions are this app's own, which its tests hold against all of AWS. */
function problemOf(action: string, at: ModelPath, catalogue: ActionCatalogue): readonly Observation[] {
  if (/^\*+(:\*+)?$/.test(action)) return [];
  const [written = "", name = ""] = action.split(":");
  const service = written.toLowerCase();
  const wrong = (expected: string, suggestion: string | undefined): readonly Observation[] => {
    const fix =
      suggestion === undefined
        ? "look it up in AWS's service authorization reference"
        : `did you mean "${suggestion}"?`;
    return [{ at, severity: "error", about: action, message: `got "${action}", expected ${expected}`, fix }];
  };
  if (!catalogue.services.includes(service)) return wrong("a service of AWS", suggest(service, catalogue.services));
  const known = catalogue.actionsOf(service);
  if (known.length === 0 || catalogue.findActions(action).length > 0) return [];
  const close = suggest(name, known);
  return wrong(`an action of ${service}`, close === undefined ? undefined : `${service}:${close}`);
}
