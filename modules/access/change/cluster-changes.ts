import type { AccessModel, ClusterAccess, EntryAccess } from "../model";
import { type Change, type Subject, textChange } from "./change";

/** What changes in clusters that are made: who gets in by EKS, from where, and what the nodes are. */
export function clusterChanges(name: string, before: AccessModel, after: AccessModel): readonly Change[] {
  const subject: Subject = { kind: "cluster", name };
  const [old, now] = [before.clusters[name], after.clusters[name]];
  if (now === undefined) return [textChange(subject, "lost", "is gone")];
  return [
    ...(old === undefined ? [textChange(subject, "gained", "is new")] : settings(subject, old, now)),
    ...entries(subject, old?.entries ?? {}, now.entries),
    ...compared(
      subject,
      "the API server is reached",
      old?.publicEndpoint ?? [],
      now.publicEndpoint,
      (cidr) => `from ${cidr}`,
    ),
    ...nodes(subject, old?.nodes ?? {}, now.nodes),
    ...(now.creatorIsAdmin && old?.creatorIsAdmin !== true
      ? [textChange(subject, "opened", "has who made it as an administrator, without an entry that says so")]
      : []),
  ];
}

function settings(subject: Subject, old: ClusterAccess, now: ClusterAccess): readonly Change[] {
  const parts: readonly (readonly [string, string, string])[] = [
    ["has the role", old.role, now.role],
    ["lets people in by", old.authenticationMode, now.authenticationMode],
    ["encrypts Secrets by", old.secretsKey ?? "EKS's own key", now.secretsKey ?? "EKS's own key"],
    ["keeps the logs", old.logs.join(", ") || "none", now.logs.join(", ") || "none"],
  ];
  return parts.flatMap(([what, was, is]) =>
    was === is ? [] : [textChange(subject, "changed", `${what} ${is}, no longer ${was}`)],
  );
}

function entries(subject: Subject, old: ClusterAccess["entries"], now: ClusterAccess["entries"]): readonly Change[] {
  const principals = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return principals.flatMap((principal) =>
    compared(
      subject,
      principal,
      (old[principal] ?? []).map(entryText),
      (now[principal] ?? []).map(entryText),
      (text) => text,
    ),
  );
}

/** What an access entry gives, in words. */
function entryText(entry: EntryAccess): string {
  if ("groups" in entry) return `is in the groups ${entry.groups.join(", ")}`;
  const where = entry.namespaces.length === 0 ? "in the whole cluster" : `in namespace ${entry.namespaces.join(", ")}`;
  return `has ${entry.policy.split("/").at(-1) ?? ""} ${where}`;
}

function compared(
  subject: Subject,
  what: string,
  old: readonly string[],
  now: readonly string[],
  words: (item: string) => string,
): readonly Change[] {
  return [
    ...now.filter((item) => !old.includes(item)).map((item) => textChange(subject, "gained", `${what} ${words(item)}`)),
    ...old
      .filter((item) => !now.includes(item))
      .map((item) => textChange(subject, "lost", `${what} ${words(item)}: no longer`)),
  ];
}

function nodes(subject: Subject, old: ClusterAccess["nodes"], now: ClusterAccess["nodes"]): readonly Change[] {
  return Object.entries(now).flatMap(([group, { role, metadataReachesPods }]) => {
    const was = old[group];
    return [
      ...(was === undefined || was.role === role
        ? []
        : [textChange(subject, "changed", `nodes ${group} have the role ${role}, no longer ${was.role}`)]),
      ...(metadataReachesPods && was?.metadataReachesPods !== true
        ? [
            textChange(
              subject,
              "opened",
              `nodes ${group} give their role ${role} to their pods, by the metadata service`,
            ),
          ]
        : []),
      ...(was?.metadataReachesPods === true && !metadataReachesPods
        ? [textChange(subject, "closed", `nodes ${group} no longer give their role to their pods`)]
        : []),
    ];
  });
}
