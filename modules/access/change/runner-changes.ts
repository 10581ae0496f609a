import type { RunnerAccess } from "../model";
import { type Change, type Effect, type Subject, textChange } from "./change";

/** What changes for a runner, the pods apart that its jobs may be. */
export function runnerChanges(
  name: string,
  before: RunnerAccess | undefined,
  after: RunnerAccess | undefined,
): readonly Change[] {
  const subject: Subject = { kind: "runner", name };
  if (before === undefined) {
    return after === undefined ? [] : [textChange(subject, "gained", "is new"), ...dangers(subject, undefined, after)];
  }
  if (after === undefined) return [textChange(subject, "lost", "is gone")];
  const changed = (text: string, old: unknown, now: unknown, effect: Effect = "changed") =>
    JSON.stringify(old) === JSON.stringify(now)
      ? []
      : [textChange(subject, effect, `${text}: ${shown(old)}, then ${shown(now)}`)];
  return [
    ...dangers(subject, before, after),
    ...changed("takes jobs of another GitLab", before.gitlabUrl, after.gitlabUrl),
    ...changed("has another ServiceAccount of its manager", before.managerServiceAccount, after.managerServiceAccount),
    ...changed("lets a job that asks for nothing be another pod", before.defaultPod, after.defaultPod),
    ...changed("has another pattern of ServiceAccounts", before.serviceAccountPattern, after.serviceAccountPattern),
    ...changed("has another pattern of namespaces", before.namespacePattern, after.namespacePattern),
    ...PATTERNS.flatMap(([what, name]) => {
      const [old, now] = [before[name], after[name]];
      return changed(
        `lets jobs choose other ${what}`,
        old,
        now,
        old === "" ? "gained" : now === "" ? "lost" : "changed",
      );
    }),
    ...changed("runs jobs on other nodes", before.nodeSelector, after.nodeSelector),
    ...changed("lets jobs tolerate other taints", before.nodeTolerations, after.nodeTolerations),
    ...IMAGES.flatMap(([what, name]) => {
      const [old, now] = [before[name], after[name]];
      const effect = old === undefined ? "narrowed" : now === undefined ? "widened" : "changed";
      return changed(`lets jobs name other ${what}`, old ?? "any", now ?? "any", effect);
    }),
    ...changed("has another cache", before.cache, after.cache),
    ...changed("makes namespaces for jobs", before.namespacePerJob, after.namespacePerJob),
    ...changed("has its token in another place", before.token, after.token),
  ];
}

/** What jobs choose of their pods besides who they are. */
const PATTERNS = [
  ["labels of nodes", "nodeSelectorPattern"],
  ["taints to tolerate", "nodeTolerationPattern"],
  ["labels of pods", "labelPattern"],
  ["annotations of pods", "annotationPattern"],
] as const;

const IMAGES = [
  ["images", "allowedImages"],
  ["images of services", "allowedServices"],
] as const;

/** Switches that let jobs out of what holds them. */
function dangers(subject: Subject, before: RunnerAccess | undefined, after: RunnerAccess): readonly Change[] {
  const switched = (of: (runner: RunnerAccess) => boolean, on: string, off: string): readonly Change[] => {
    const [old, now] = [before !== undefined && of(before), of(after)];
    return old === now ? [] : [textChange(subject, now ? "opened" : "closed", now ? on : off)];
  };
  return [
    ...switched(
      ({ privileged }) => privileged,
      "runs privileged jobs: they have their nodes, and every pod on them",
      "no longer runs privileged jobs",
    ),
    ...mounts(subject, before?.hostMounts ?? [], after.hostMounts),
    ...switched(
      ({ bearerTokenOverwrite }) => bearerTokenOverwrite,
      "lets a job bring a Kubernetes token of its own",
      "no longer lets a job bring a Kubernetes token",
    ),
    ...switched(
      ({ token }) => token === "in values",
      "has its token in the values of the chart, which the state keeps for its readers",
      "no longer has its token in the values of the chart",
    ),
  ];
}

/** Directories of nodes that jobs see, or no longer see. */
function mounts(
  subject: Subject,
  before: RunnerAccess["hostMounts"],
  after: RunnerAccess["hostMounts"],
): readonly Change[] {
  const texts = (all: RunnerAccess["hostMounts"]) =>
    all.map(({ path, mountPath, readOnly }) => `${path} of its nodes at ${mountPath}${readOnly ? "" : ", to write"}`);
  const [old, now] = [texts(before), texts(after)];
  return [
    ...now.filter((text) => !old.includes(text)).map((text) => textChange(subject, "opened", `mounts ${text}`)),
    ...old
      .filter((text) => !now.includes(text))
      .map((text) => textChange(subject, "closed", `no longer mounts ${text}`)),
  ];
}

function shown(value: unknown): string {
  if (value === undefined || value === "") return "none";
  return typeof value === "string" ? value : JSON.stringify(value);
}
