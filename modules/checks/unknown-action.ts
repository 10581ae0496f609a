import type { ActionCatalogue } from "../iam/catalogue";
import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import { awsGrants } from "../platform/grants";
import { suggest } from "../platform/suggest";
import type { DeclarationCheck } from "./rule";

export const unknownAction: DeclarationCheck = {
  id: "unknown-action",
  of: "declaration",
  what: "Every action is one of AWS, and every pattern of actions matches at least one.",
  why: "IAM takes a misspelt action without a word: it grants nothing.",
  fix: "Look it up in AWS's service authorization reference.",
  example: ["identities:", "  i:", "    allow:", '      - { actions: [s3:GetObjekt], resources: ["*"] }'].join("\n"),
  acceptable: false,
  judge,
};

function judge({ identities }: Platform, catalogue: ActionCatalogue): readonly Problem[] {
  return identities.flatMap((identity) =>
    awsGrants(identity).flatMap((grant) =>
      grant.kind !== "actions"
        ? []
        : grant.actions.flatMap((action, i) => problemOf(action, [...grant.path, "actions", i], catalogue)),
    ),
  );
}

function problemOf(action: string, path: readonly (string | number)[], catalogue: ActionCatalogue): readonly Problem[] {
  const [service = "", name = ""] = action.split(":");
  const wrong = (expected: string, suggestion: string | undefined) => {
    const fix =
      suggestion === undefined
        ? "look it up in AWS's service authorization reference"
        : `did you mean "${suggestion}"?`;
    return [error("unknown-action", { path }, `${pathText(path)}: got "${action}", expected ${expected}`, fix)];
  };
  if (!catalogue.services.includes(service)) return wrong("a service of AWS", suggest(service, catalogue.services));
  if (catalogue.findActions(action).length > 0) return [];
  const close = suggest(name, catalogue.actionsOf(service));
  return wrong(`an action of ${service}`, close === undefined ? undefined : `${service}:${close}`);
}
