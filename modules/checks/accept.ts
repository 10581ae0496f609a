import { type Path, pathText } from "../platform/path";
import type { Acceptance } from "../platform/platform";
import { error, type Problem, warning } from "../platform/problem";
import { didYouMean } from "../platform/suggest";
import { CHECKS } from "./all";

/**
 * Takes out the findings that one lives with. Each acceptance names one check, one entry and, where the finding is
 * about one of several values, that value: it never covers what comes later. One that covers nothing is a finding.
 */
export function accepted(
  findings: readonly Problem[],
  acceptances: readonly Acceptance[],
): { readonly left: readonly Problem[]; readonly lived: readonly Problem[] } {
  const covers = ({ check, at, about }: Acceptance, finding: Problem) =>
    finding.check === check && entryOf(finding) === at && finding.about === about;
  const byCheck = new Map(CHECKS.map((check) => [check.id, check]));
  const valid = acceptances.filter(({ check }) => byCheck.get(check)?.acceptable === true);
  const lived = new Set(findings.filter((finding) => valid.some((acceptance) => covers(acceptance, finding))));
  const wrong = acceptances.flatMap((acceptance) => {
    const { check, path } = acceptance;
    const at = { path: [...path, "check"] };
    const known = byCheck.get(check);
    if (known === undefined) {
      const message = `${pathText(at.path)}: got "${check}", expected the id of a check`;
      return [error("accept", at, message, didYouMean(check, [...byCheck.keys()].filter(isAcceptable)))];
    }
    if (!known.acceptable) {
      const message = `${pathText(at.path)}: got "${check}", which cannot be accepted`;
      return [error("accept", at, message, "mend what it finds")];
    }
    if (findings.some((finding) => covers(acceptance, finding))) return [];
    return [warning("accept", { path }, `${pathText(path)}: ${got(acceptance)}`, fixOf(acceptance, findings))];
  });
  return { left: [...findings.filter((finding) => !lived.has(finding)), ...wrong], lived: [...lived] };

  function isAcceptable(id: string): boolean {
    return byCheck.get(id)?.acceptable === true;
  }
}

function got({ check, at, about }: Acceptance): string {
  return `got ${check} at ${at}${about === undefined ? "" : ` about ${about}`}, expected a finding`;
}

/** What would be covered, where something of the same check is found. */
function fixOf({ check }: Acceptance, findings: readonly Problem[]): string {
  const [near] = findings.filter((finding) => finding.check === check);
  if (near === undefined) return "take it out";
  const about = near.about === undefined ? "" : `, about: ${JSON.stringify(near.about)}`;
  return `there is at: ${entryOf(near)}${about}; else take it out`;
}

/** The entry that a finding is at: `identities.release`, `gitlab.projects.acme/docs`, `cluster`. */
export function entryOf({ at }: Problem): string {
  const path: Path = "path" in at ? at.path : [];
  return pathText(path.slice(0, path[0] === "gitlab" ? 3 : ENTRIES.has(String(path[0])) ? 2 : 1));
}

const ENTRIES: ReadonlySet<string> = new Set(["buckets", "identities", "permissions", "runners"]);
