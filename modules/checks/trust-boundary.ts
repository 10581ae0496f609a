import type { AccessModel } from "../access/model";
import { admitsTokens, claimConditionsOf, hasWildcard, isNecessary } from "../iam/trusted";
import type { ModelCheck, Observation } from "./rule";
import { trustStatements } from "./trust-statements";

export const trustBoundary: ModelCheck = {
  id: "trust-boundary",
  of: "model",
  what: "A wildcard in a subject stays within a project, a whole group or a namespace.",
  why: "Anyone can make a group grp-evil that project_path:grp* matches, or a namespace that system:serviceaccount:ci* does.",
  fix: "End the name before the wildcard: by / after a group, by : after a project, a namespace or an id.",
  example: ["Condition:", '  StringLike: { "gitlab.com:sub": "project_path:grp*" }'].join("\n"),
  acceptable: true,
  judge,
};

function judge(model: AccessModel): readonly Observation[] {
  return trustStatements(model).flatMap(({ statement, at }) =>
    admitsTokens(statement)
      ? claimConditionsOf(statement)
          .filter(({ operator }) => isNecessary(operator) && operator.endsWith("Like"))
          .flatMap(({ claim, key, values }) =>
            values.filter(hasWildcard).flatMap((value): readonly Observation[] => {
              const crossed = crossing(claim.toLowerCase(), value);
              if (crossed === undefined) return [];
              const message = `got "${value}" for ${key}, ${crossed.words}`;
              return [{ at, severity: crossed.severity, about: value, message, fix: crossed.fix }];
            }),
          )
      : [],
  );
}

type Crossing = Pick<Observation, "severity" | "fix"> & { readonly words: string };

const PROJECT = "project_path:";

/** What each form of a subject begins with, and where what has an owner ends. */
const FORMS = [
  { form: PROJECT, end: "/", owner: "group" },
  { form: "project_id:", end: ":", owner: "project" },
  { form: "system:serviceaccount:", end: ":", owner: "namespace" },
] as const;

/**
 * What a subject with a wildcard admits besides what it names.
 *
 * @see https://docs.gitlab.com/ci/cloud_services/#configure-a-conditional-role-with-oidc-claims
 */
function crossing(claim: string, value: string): Crossing | undefined {
  const head = value.slice(0, value.search(/[*?]/));
  if (claim === "project_id" || claim === "namespace_id" || claim === "user_id") {
    return { severity: "error", words: "which admits other ids, expected whole ones", fix: "list the ids" };
  }
  // All of it is a finding of trust-subject.
  if (claim !== "sub" || /^\*+$/.test(value)) return undefined;
  const form = FORMS.find((each) => head.startsWith(each.form));
  if (form === undefined) {
    if (!FORMS.some((each) => each.form.startsWith(head))) return undefined;
    const words = "which admits subjects of any owner, expected one that begins with what it is";
    return { severity: "error", words, fix: `begin it with ${FORMS.map((each) => each.form).join(" or ")}` };
  }
  const named = head.slice(form.form.length);
  if (!named.includes(form.end)) {
    const words = `which admits any ${form.owner}${beginning(named)}, expected a whole name`;
    return { severity: "error", words, fix: `end the ${form.owner} by "${form.end}" before the wildcard` };
  }
  const inPath = form.form === PROJECT && !named.includes(":");
  const wholeGroup = named.endsWith("/") && /^\*+(:|$)/.test(value.slice(head.length));
  if (!inPath || wholeGroup) return undefined;
  const words = `which admits other projects${beginning(named)}, expected a whole path`;
  return { severity: "warning", words, fix: 'end the path by ":" before the wildcard, or write group/* for the group' };
}

function beginning(named: string): string {
  return named === "" ? "" : ` that begins with "${named}"`;
}
