import type { AccessModel } from "../access/model";
import { PARAMETERS, SECRETS } from "../iam/left-for-others";
import { foreignReaders } from "./foreign-reader";
import type { ModelCheck, Observation } from "./rule";

export const valueOfOthers: ModelCheck = {
  id: "value-of-others",
  of: "model",
  what: "Nobody writes a parameter or a secret that another identity reads.",
  why: "What is read is taken for what its owner put there: an address, a password, a command.",
  fix: "Let the reader's own pipeline write it; or accept it with a reason, where that is what it is for.",
  example: [
    "identities:",
    "  build:",
    "    allow:",
    '      - { actions: [ssm:PutParameter], resources: ["arn:aws:ssm:eu-central-1:111122223333:parameter/app"] }',
    "  app:",
    "    allow: [{ parameter: /app, access: read }]",
  ].join("\n"),
  acceptable: true,
  judge,
};

function judge(model: AccessModel): readonly Observation[] {
  return [PARAMETERS, SECRETS].flatMap((use) =>
    foreignReaders(model, use).map(({ at, resource, reader }) => ({
      at,
      severity: "warning" as const,
      about: `${resource} ${reader}`,
      message: `got writing ${resource}, which role ${reader} reads`,
      fix: "let the reader's own pipeline write it",
    })),
  );
}
