import type { AccessModel } from "../access/model";
import { escapes } from "../access/reach/escapes";
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
 * One finding for each step that leaves a domain, at what allows it. What one leaves for others (images, values, objects)
 * is told by the checks of these; what cannot be told is in `access --reach`.
 */
function judge(model: AccessModel): readonly Observation[] {
  const found = escapes(model, reachOf(model, NO_MANAGED_POLICIES));
  const byPlace = new Map<string, Observation>();
  for (const { edges, from, domain, to } of found) {
    const [first] = edges;
    const about = placeText(to);
    const key = JSON.stringify([first.at, about]);
    // Of several steps of one permission to the same the first is enough.
    if (byPlace.has(key)) continue;
    byPlace.set(key, {
      at: first.at,
      severity: "error",
      about,
      message: `got a path from ${from} to ${about}${about.endsWith(domain) ? "" : `, of ${domain}`}: ${edges.map(stepText).join("; ")}`,
      fix: "take away what allows its first step",
    });
  }
  return [...byPlace.values()];
}
