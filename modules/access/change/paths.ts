import type { ManagedPolicies } from "../../iam/managed-policies";
import type { AccessModel } from "../model";
import type { Edge, Place } from "../reach/graph";
import { reachOf } from "../reach/reach";
import type { Subject } from "./change";

/** A way by which somebody becomes somebody else, or gets more than is written. */
export interface Path {
  readonly from: Subject;
  /** Whom it leads to: a role or a pod; nobody where it leads anywhere. */
  readonly to?: Subject;
  /** In words that go on from `from`. */
  readonly how: string;
}

/**
 * The steps of a model's reach that begin at somebody and that nothing cuts. Permissions of AWS by which a role becomes
 * others show where its policies are compared.
 */
export function paths(model: AccessModel, managedPolicies: ManagedPolicies): readonly Path[] {
  return reachOf(model, managedPolicies).edges.flatMap((edge): readonly Path[] => {
    const from = subjectOf(edge.from);
    if (from === undefined || !isPath(edge)) return [];
    const to = edge.to.kind === "pod" || edge.to.kind === "role" ? subjectOf(edge.to) : undefined;
    return [{ from, how: edge.how, ...(to === undefined ? {} : { to }) }];
  });
}

function subjectOf({ kind, name }: Place): Subject | undefined {
  switch (kind) {
    case "pod":
    case "ServiceAccount":
      return { kind: "pod", name };
    case "role":
      return { kind: "role", name };
    case "jobs":
    case "runner":
      return { kind: "runner", name };
    default:
      return undefined;
  }
}

/** Whether a step can be gone and says more than that something is there. */
function isPath({ from, to, cut, meant }: Edge): boolean {
  if (cut !== undefined || ["logs", "ports", "metadata", "anybody"].includes(to.kind)) return false;
  // How its jobs come to their nodes is told of a runner itself.
  if (from.kind === "jobs" && to.kind === "nodes") return false;
  if (from.kind === "role") return ["role", "runner", "assumable"].includes(to.kind);
  // What else a job could be is told of its runner and of the guard.
  if (to.kind === "unknown" || to.kind === "runner") return from.kind !== "pod" && from.kind !== "ServiceAccount";
  return meant !== true || to.kind === "role";
}
