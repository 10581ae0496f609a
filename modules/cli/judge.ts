import { entryOf } from "../checks/accept";
import { type Checked, type CheckOptions, checkTogether } from "../checks/check";
import { loadCatalogue } from "../iam/catalogue";
import { loadManagedPolicies, NO_MANAGED_POLICIES } from "../iam/managed-policies";
import type { Declaration } from "../platform/declaration";
import { awsGrants } from "../platform/grants";
import { writtenPlace } from "../platform/object-storage";
import type { CheckedPlatform, Platform } from "../platform/platform";
import type { Problem } from "../platform/problem";
import { read } from "../platform/read";
import { findingsReport, type LocatedFinding } from "../report/findings";
import type { Source } from "./load";

/** What became of the declarations that a command works on. */
export interface Judgement {
  readonly findings: readonly Problem[];
  /** The same with their places. */
  readonly located: readonly LocatedFinding[];
  /** In the order of the declarations; undefined as soon as one of them has an error. */
  readonly platforms?: readonly CheckedPlatform[];
  /** As far as they can be read, errors and all; undefined as soon as one of them cannot. */
  readonly resolved?: readonly Platform[];
  /** How to point at a part of each declaration. */
  readonly locate: readonly Declaration["locate"][];
  /** Findings by platform, in the same order. */
  readonly checked: readonly Checked[];
}

/** Reads and checks declarations, with the part of AWS's action catalogue that they name. */
export async function judge(sources: readonly Source[], options: CheckOptions = {}): Promise<Judgement> {
  const declarations = await Promise.all(sources.map(async (source) => source()));
  const readings = declarations.map(read);
  const services = readings.flatMap(({ platform }) => (platform === undefined ? [] : servicesOf(platform)));
  const asked = readings.some(({ platform }) =>
    platform?.identities.some(({ expectations }) => expectations.length > 0),
  );
  const managedPolicies = asked ? await loadManagedPolicies() : NO_MANAGED_POLICIES;
  const checked = checkTogether(readings, await loadCatalogue([...new Set(services)], managedPolicies), options);
  const platforms = checked.flatMap(({ platform }) => platform ?? []);
  const resolved = readings.flatMap(({ platform }) => platform ?? []);
  return {
    findings: checked.flatMap(({ findings }) => findings),
    located: declarations.flatMap((declaration, i) => locatedIn(declaration, checked[i]?.findings ?? [])),
    locate: declarations.map(
      ({ value, locate }) =>
        (place) =>
          locate(writtenPlace(value, place)),
    ),
    checked,
    ...(platforms.length === checked.length ? { platforms } : {}),
    ...(resolved.length === readings.length ? { resolved } : {}),
  };
}

/** The same for a command whose result is something else: the findings go to stderr. */
export async function judgeAloud(sources: readonly Source[], options: CheckOptions = {}): Promise<Judgement> {
  const judgement = await judge(sources, options);
  process.stderr.write(findingsReport(judgement.located, "text"));
  return judgement;
}

/** Findings with their places in a declaration. */
export function locatedIn({ value, locate }: Declaration, findings: readonly Problem[]): readonly LocatedFinding[] {
  return findings.map((finding) => ({ finding, entry: entryOf(finding), at: locate(writtenPlace(value, finding.at)) }));
}

function servicesOf({ identities }: Platform): readonly string[] {
  const actions = identities.flatMap(awsGrants).flatMap((grant) => (grant.kind === "actions" ? grant.actions : []));
  return actions.map((action) => action.split(":")[0] ?? "");
}
