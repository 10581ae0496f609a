import type { AccessModel, Admission } from "../model";
import { type Change, type Subject, textChange } from "./change";

/** What changes in what the API server refuses in a namespace: its guard, and its Pod Security level. */
export function guardChanges(namespace: string, before: AccessModel, after: AccessModel): readonly Change[] {
  const subject: Subject = { kind: "namespace", name: namespace };
  const [old, now] = [before.admission[namespace], after.admission[namespace]];
  return [
    ...levelChanges(subject, before.namespaces[namespace], after.namespaces[namespace]),
    ...(old === undefined && now !== undefined ? [textChange(subject, "closed", `is guarded: ${guardText(now)}`)] : []),
    ...(old !== undefined && now === undefined
      ? [textChange(subject, "opened", "is no longer guarded: any pod may be any ServiceAccount in it")]
      : []),
    ...(old !== undefined && now !== undefined ? admissionChanges(subject, old, now) : []),
  ];
}

function admissionChanges(subject: Subject, before: Admission, after: Admission): readonly Change[] {
  const lists = (text: string, old: readonly string[], now: readonly string[]): readonly Change[] => [
    ...now.filter((item) => !old.includes(item)).map((item) => textChange(subject, "opened", `lets ${item} ${text}`)),
    ...old
      .filter((item) => !now.includes(item))
      .map((item) => textChange(subject, "closed", `no longer lets ${item} ${text}`)),
  ];
  const accounts = [...new Set([...Object.keys(before.projects), ...Object.keys(after.projects)])];
  return [
    ...lists("start pods", before.creators, after.creators),
    ...lists("connect to pods", before.connectors, after.connectors),
    ...lists("do anything", listOf(before.breakGlass), listOf(after.breakGlass)),
    ...accounts.flatMap((account) => {
      const [old, now] = [before.projects[account] ?? [], after.projects[account] ?? []];
      const text = `be ${account}`;
      // A ServiceAccount that nobody was let in as is a new one's.
      const effects = old.length === 0 ? (["gained", "lost"] as const) : (["opened", "closed"] as const);
      return [
        ...now
          .filter((id) => !old.includes(id))
          .map((id) => textChange(subject, effects[0], `lets jobs of project ${id} ${text}`)),
        ...old
          .filter((id) => !now.includes(id))
          .map((id) => textChange(subject, effects[1], `no longer lets jobs of project ${id} ${text}`)),
      ];
    }),
  ];
}

function levelChanges(subject: Subject, before: string | undefined, after: string | undefined): readonly Change[] {
  if (before === after) return [];
  if (before === undefined)
    return [textChange(subject, "gained", `is new, with the Pod Security level ${after ?? ""}`)];
  if (after === undefined) return [textChange(subject, "lost", "is gone")];
  const weaker = LEVELS.indexOf(after) < LEVELS.indexOf(before);
  return [
    textChange(subject, weaker ? "opened" : "closed", `has the Pod Security level ${after}, no longer ${before}`),
  ];
}

/** From what allows everything on. @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
const LEVELS: readonly string[] = ["privileged", "baseline", "restricted"];

function guardText({ creators, projects }: Admission): string {
  return `pods by ${creators.join(", ") || "nobody"}, as ${Object.keys(projects).sort().join(", ") || "nobody"}`;
}

function listOf(item: string | undefined): readonly string[] {
  return item === undefined ? [] : [item];
}
