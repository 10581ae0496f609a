import type { ManagedPolicies } from "../../iam/managed-policies";
import type { AccessModel, Pod } from "../model";
import { trustDomains } from "../trust-domain";
import { assumeEdges } from "./assume-edges";
import { dataEdges } from "./data-edges";
import { type Edge, type Graph, graph, type Place } from "./graph";
import { kubernetesEdges } from "./kubernetes-edges";
import { namespaceEdges, namespacesOf } from "./namespace-edges";
import { nodeEdges } from "./node-edges";
import { roleEdges } from "./role-edges";
import { heldRoles } from "./role-rights";
import { runnerEdges } from "./runner-edges";
import { takeoverEdges } from "./takeover-edges";

/**
 * Every step by which whoever is one thing may become another: by Kubernetes, AWS, the runner, nodes, and what is left
 * for others. Steps that something keeps from being gone are there as cut. Time grows with the size of the model: what
 * many share (a namespace, a pattern, nodes) is a place of its own, that they lead to and that leads on.
 */
export function reachOf(model: AccessModel, managedPolicies: ManagedPolicies): Graph {
  const namespaces = namespacesOf(model);
  const domains = trustDomains(model);
  const roles = heldRoles(model, managedPolicies);
  return graph([
    ...(Object.keys(model.pods) as Pod[]).map(asServiceAccount),
    ...roleEdges(model, roles, namespaces),
    ...runnerEdges(model, domains),
    ...kubernetesEdges(model, domains, namespaces),
    ...assumeEdges(roles),
    ...takeoverEdges(model, roles),
    ...dataEdges(model, roles),
    ...nodeEdges(model, domains),
    ...namespaceEdges(model, namespaces),
  ]);
}

function asServiceAccount(pod: Pod): Edge {
  return {
    from: { kind: "pod", name: pod },
    to: { kind: "ServiceAccount", name: pod },
    how: "is its ServiceAccount to the API server",
    at: ["pods", pod],
    meant: true,
  };
}

/** The trust domain that a place is of; undefined for what is only on the way to others. */
export function placeDomains(model: AccessModel): (place: Place) => string | undefined {
  const domains = trustDomains(model);
  const holders = new Map<string, string>();
  for (const [pod, role] of Object.entries(model.associations) as [Pod, string][])
    holders.set(role, domains.ofPod(pod));
  for (const [pod, { roleArn }] of Object.entries(model.pods) as [Pod, { readonly roleArn?: string }][]) {
    const role = roleArn?.split("/").at(-1);
    if (role !== undefined && !holders.has(role)) holders.set(role, domains.ofPod(pod));
  }
  const alone = new Map<string, string | undefined>();
  for (const pod of Object.keys(model.pods) as Pod[]) {
    const [namespace = ""] = pod.split("/");
    const domain = domains.ofPod(pod);
    alone.set(namespace, alone.has(namespace) && alone.get(namespace) !== domain ? `namespace ${namespace}` : domain);
  }
  return ({ kind, name }) => {
    switch (kind) {
      case "pod":
      case "ServiceAccount":
        return domains.ofPod(name);
      case "role":
        return holders.get(name) ?? `role ${name}`;
      case "jobs":
      case "runner":
      case "runner token":
        return `runner ${name}`;
      case "Secrets":
      case "Pod Security": {
        const release = domains.runnerOf(name);
        if (release !== undefined) return `runner ${release}`;
        return name === "kube-system" ? "cluster" : alone.get(name);
      }
      case "nodes":
        return name === "shared" || name === "any" ? "nodes" : undefined;
      case "cluster":
      case "account":
      case "admission":
        return kind;
      default:
        return undefined;
    }
  };
}
