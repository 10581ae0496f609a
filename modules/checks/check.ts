import { fromPlatform } from "../access/from-platform";
import type { AccessModel, ModelPath } from "../access/model";
import { originsOf } from "../access/origins";
import type { ActionCatalogue } from "../iam/catalogue";
import { type Path, pathText } from "../platform/path";
import type { CheckedPlatform, Platform } from "../platform/platform";
import type { Problem } from "../platform/problem";
import type { Reading } from "../platform/read";
import { accepted } from "./accept";
import { CHECKS } from "./all";
import type { DeclarationCheck, ModelCheck, Observation, Quotas } from "./rule";
import { sharedQuotas } from "./shared-quotas";
import { together } from "./together";

export interface Checked {
  /** Every problem of the declaration that nobody lives with, each once. */
  readonly findings: readonly Problem[];
  /** Those that are accepted. */
  readonly accepted: readonly Problem[];
  /** Only where no finding is an error. */
  readonly platform?: CheckedPlatform;
}

export interface CheckOptions {
  /** Whether warnings count as errors. */
  readonly strict?: boolean;
}

/**
 * Runs every check. It is the one way to a CheckedPlatform, which is all that constructs accept: neither a flag of
 * CDKTF nor a main.ts of one's own goes round it.
 */
export function check(reading: Reading, catalogue: ActionCatalogue, { strict = false }: CheckOptions = {}): Checked {
  const { problems, platform } = reading;
  const found = platform === undefined ? [] : judge(platform, catalogue);
  const all = unique([...problems, ...found]);
  const { left, lived } = platform === undefined ? { left: all, lived: [] } : accepted(all, platform.accepted);
  const failed = platform === undefined || left.some(({ severity }) => strict || severity === "error");
  // What is mended may be what would have used it, or what would have been lived with.
  const said = failed && !strict ? left.filter((finding) => !isMoot(finding)) : left;
  const findings = strict ? said.map((finding) => ({ ...finding, severity: "error" as const })) : said;
  return { findings, accepted: lived, ...(failed ? {} : { platform: platform as CheckedPlatform }) };
}

/** Checks several declarations that are written together: each as above, and none takes a name of another. */
export function checkTogether(
  readings: readonly Reading[],
  catalogue: ActionCatalogue,
  options: CheckOptions = {},
): readonly Checked[] {
  const sound = readings.flatMap((reading) => reading.platform ?? []);
  const shared = sharedQuotas(sound);
  const found = new Map(together(sound).map((problems, i) => [sound[i], [...problems, ...(shared[i] ?? [])]]));
  return readings.map((reading) => {
    const problems = [...reading.problems, ...(found.get(reading.platform) ?? [])];
    return check({ ...reading, problems }, catalogue, options);
  });
}

/** A finding in a model that no declaration stands behind. */
export interface ModelFinding extends Observation {
  readonly check: string;
}

/** Judges who may do what, wherever that comes from; without quotas, by those that AWS has unless they were raised. */
export function checkModel(
  model: AccessModel,
  catalogue: ActionCatalogue,
  quotas: Quotas = {},
): readonly ModelFinding[] {
  return MODEL_CHECKS.flatMap(({ id, judge }) =>
    judge(model, catalogue, quotas).map((found) => ({ check: id, ...found })),
  );
}

const DECLARATION_CHECKS = CHECKS.filter((each): each is DeclarationCheck => each.of === "declaration");
const MODEL_CHECKS = CHECKS.filter((each): each is ModelCheck => each.of === "model");

function judge(platform: Platform, catalogue: ActionCatalogue): readonly Problem[] {
  const model = fromPlatform(platform);
  const origins = originsOf(platform, model);
  return [
    ...DECLARATION_CHECKS.flatMap((each) => each.judge(platform, catalogue)),
    ...checkModel(model, catalogue, platform.aws.quotas).map((found) => located(found, origins)),
  ];
}

function located({ at, message, ...finding }: ModelFinding, origins: (at: ModelPath) => Path): Problem {
  const path = origins(at);
  return { ...finding, at: { path }, message: `${pathText(path) || "the declaration"}: ${message}` };
}

function isMoot({ check, severity }: Problem): boolean {
  return severity === "warning" && (check === "unused" || check === "accept");
}

/** A set of permissions that several identities use has its problem once. */
function unique(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
