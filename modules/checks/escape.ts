import type { AccessModel } from "../access/model";
import { type Escape, escapes } from "../access/reach/escapes";
import type { Place } from "../access/reach/graph";
import { reachOf } from "../access/reach/reach";
import { placeText, stepText } from "../access/reach/told";
import { NO_MANAGED_POLICIES } from "../iam/managed-policies";
import type { ModelCheck, Observation } from "./rule";

export const escape: ModelCheck = {
  id: "escape",
  of: "model",
  what: "No path leads out of a trust domain: no job becomes a job of another runner, a workload, a node, the cluster or the account.",
  why: "What is written for one is then what another may do, however little its own entry says.",
  fix: "Take away the first step of the path; or accept it with a reason, where the one is meant to have the other.",
  example: [
    "identities:",
    "  deploy: { runner: web, projects: [a/b], allow: [{ namespace: app, role: edit }] }",
    "  app: { serviceAccount: app/app, allow: [{ bucket: data, access: read }] } # deploy starts pods as it",
  ].join("\n"),
  acceptable: true,
  judge,
};

/**
 * One finding for each place that a permission leads to. What one leaves for others (images, values, objects) is
 * told by the checks of these; what cannot be told is in `access --reach`.
 */
function judge(model: AccessModel): readonly Observation[] {
  const found = new Map<string, Observation>();
  const all = escapes(model, reachOf(model, NO_MANAGED_POLICIES));
  const isSomebody = ({ to }: Escape) => to.kind === "pod" || to.kind === "role";
  for (const { edges, from, domain, to } of [...all.filter(isSomebody), ...all.filter((each) => !isSomebody(each))]) {
    const [{ at, to: next }] = edges;
    const about = aboutOf(next, domain);
    const key = JSON.stringify([at, about]);
    // Of several steps that one permission allows to the same, one is enough: to somebody, where there is one.
    if (found.has(key)) continue;
    const whose =
      /^(runner|namespace) /.test(domain) || to.kind === "role" || to.kind === "Secrets" ? `, of ${domain}` : "";
    const message = `got a path from ${from} to ${placeText(to)}${whose}: ${edges.map(stepText).join("; ")}`;
    const fix = `take away what allows its first step, or accept it with a reason (about: ${about})`;
    found.set(key, { at, severity: "error", about, message, fix });
  }
  return [...found.values()];
}

/** What is accepted: where there may be more than one, now or later, the whole of it. */
function aboutOf({ kind, name }: Place, domain: string): string {
  switch (kind) {
    case "namespace":
    case "own pods":
    case "everything":
    case "ServiceAccounts":
    case "Secrets":
    case "Pod Security":
      return `namespace ${name}`;
    case "everywhere":
      return "cluster";
    case "roles":
    case "assumable":
    case "passed":
      return `roles ${name}`;
    case "nodes":
      return "nodes";
    default:
      return domain;
  }
}
