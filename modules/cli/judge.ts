import { type Checked, checkTogether } from "../checks/check";
import { loadCatalogue } from "../iam/catalogue";
import { awsGrants } from "../platform/grants";
import type { CheckedPlatform, Platform } from "../platform/platform";
import type { Problem } from "../platform/problem";
import { read } from "../platform/read";
import { findingsText } from "../report/findings";
import type { Source } from "./load";

/** What became of the declarations that a command works on. */
export interface Judgement {
  readonly findings: readonly Problem[];
  /** In the order of the declarations; undefined as soon as one of them has an error. */
  readonly platforms?: readonly CheckedPlatform[];
  /** Findings by platform, in the same order. */
  readonly checked: readonly Checked[];
}

/** Reads and checks declarations, with the part of AWS's action catalogue that they name, and prints the findings. */
export async function judge(sources: readonly Source[]): Promise<Judgement> {
  const declarations = await Promise.all(sources.map(async (source) => source()));
  const readings = declarations.map(read);
  const services = readings.flatMap(({ platform }) => (platform === undefined ? [] : servicesOf(platform)));
  const checked = checkTogether(readings, await loadCatalogue([...new Set(services)]));
  declarations.forEach(({ locate }, i) => {
    process.stderr.write(findingsText(checked[i]?.findings ?? [], locate));
  });
  const platforms = checked.flatMap(({ platform }) => platform ?? []);
  return {
    findings: checked.flatMap(({ findings }) => findings),
    checked,
    ...(platforms.length === checked.length ? { platforms } : {}),
  };
}

function servicesOf({ identities }: Platform): readonly string[] {
  const actions = identities.flatMap(awsGrants).flatMap((grant) => (grant.kind === "actions" ? grant.actions : []));
  return actions.map((action) => action.split(":")[0] ?? "");
}
