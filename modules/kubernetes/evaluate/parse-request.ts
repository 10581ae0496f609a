import { CLUSTER_RESOURCES } from "../cluster-resources";
import { dnsLabelProblem, dnsSubdomainProblem, pathSegmentProblem } from "../names";
import type { KubernetesRequest, NonResourceRequest, ResourceRequest } from "./request";

/** A request, or what is wrong with its text. */
export type ParsedRequest = { readonly request: KubernetesRequest } | { readonly problem: string };

/**
 * Reads a request as people write it: `verb resource[.group][/subresource][=name]` or `verb /path`, such as
 * `delete deployments.apps`, `get pods/log`, `get configmaps=settings`, `get /healthz`. Words are taken as they are:
 * whether a cluster knows them is not asked.
 *
 * @param namespace where the object is; left out: in all namespaces, or it belongs to the cluster
 */
export function parseRequest(text: string, namespace?: string): ParsedRequest {
  const [verb, what, ...more] = text.split(" ");
  if (!verb || !what || more.length > 0) return { problem: `"${text}": expected ${FORM}` };
  const wrong = verbProblem(verb);
  if (wrong !== undefined) return { problem: `"${text}": verb "${verb}": ${wrong}` };
  const parsed = what.startsWith("/") ? nonResource(verb, what, namespace) : resource(verb, what, namespace);
  return "problem" in parsed ? { problem: `"${text}": ${parsed.problem}` } : parsed;
}

const FORM = '"verb resource[.group][/subresource][=name]" or "verb /path"';

/** @see https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb */
const HTTP_VERBS: readonly string[] = ["get", "post", "put", "patch", "delete", "head", "options"];

function verbProblem(verb: string): string | undefined {
  if (verb === "*") return 'a request has one verb, "*" stands for all in rules only';
  return /^[a-z][a-z0-9:-]*$/.test(verb) ? undefined : "expected a verb in lower case, such as get, list or create";
}

function nonResource(
  verb: string,
  nonResourceURL: string,
  namespace: string | undefined,
): { readonly request: NonResourceRequest } | { readonly problem: string } {
  if (!HTTP_VERBS.includes(verb)) {
    return { problem: `verb "${verb}": expected the HTTP method of a path: ${HTTP_VERBS.join(", ")}` };
  }
  if (nonResourceURL.includes("*")) return { problem: 'a request has one path, "*" stands for more in rules only' };
  if (namespace !== undefined) return { problem: `a path is in no namespace, got ${namespace}` };
  return { request: { verb, nonResourceURL } };
}

function resource(
  verb: string,
  what: string,
  given: string | undefined,
): { readonly request: ResourceRequest } | { readonly problem: string } {
  const [typed, name] = cut(what, "=");
  const [qualified, subresource] = cut(typed, "/");
  const [resource, group] = cut(qualified, ".");
  const own = qualified === "namespaces" ? name : undefined;
  const namespace = own ?? given;
  const parts = [
    ["resource", resource, plainProblem],
    ["group", group, dnsSubdomainProblem],
    ["subresource", subresource, plainProblem],
    ["name", name, pathSegmentProblem],
    ["namespace", namespace, dnsLabelProblem],
  ] as const;
  const problems = parts.flatMap(([part, text, rule]) => {
    if (text === undefined) return [];
    const problem = rule(text);
    return problem === undefined ? [] : [`${part} "${text}": ${problem}`];
  });
  const misplaced = placeProblem(qualified, own, given);
  if (misplaced !== undefined) problems.push(misplaced);
  if (problems.length > 0) return { problem: problems.join("; ") };
  return {
    request: {
      verb,
      group: group ?? "",
      resource,
      ...(subresource === undefined ? {} : { subresource }),
      ...(name === undefined ? {} : { name }),
      ...(namespace === undefined ? {} : { namespace }),
    },
  };
}

/**
 * Why there is nothing of the kind in a namespace. A RoleBinding never gives what belongs to the cluster, although the
 * API server, if it is asked so, says that it does. But it takes a namespace to be inside itself.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.34.2/staging/src/k8s.io/apiserver/pkg/endpoints/request/requestinfo.go
 */
function placeProblem(qualified: string, own: string | undefined, given: string | undefined): string | undefined {
  if (given === undefined || given === own) return undefined;
  if (own !== undefined) return `namespace ${own} is not in ${given}`;
  return CLUSTER_RESOURCES.includes(qualified) ? `${qualified} belongs to no namespace, got ${given}` : undefined;
}

/** What stands before a separator, and what after it; undefined where it does not occur. */
function cut(text: string, separator: string): readonly [before: string, after: string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** Resources and subresources, which are lower-case plurals or words in paths. */
function plainProblem(text: string): string | undefined {
  if (text === "*") return 'a request is for one, "*" stands for all in rules only';
  return dnsLabelProblem(text);
}
