import type { Statement } from "../iam/policy";
import type { AccessModel, Binding, Known, Pod } from "../access/model";
import type { Identity } from "../platform/identity";
import type { Platform } from "../platform/platform";
import { clusterLines } from "./cluster";
import { permissions } from "./permission";
import { refsPrecondition } from "./preconditions";
import { requestsText } from "./statement";
import { refsText, trustText } from "./trust";
import { markdownTable, textTable } from "./table";

export type Format = "text" | "markdown" | "json";

/** A platform with the model of what it means. */
export interface Reported {
  readonly platform: Platform;
  readonly model: AccessModel;
}

/** Who may do what: the table of all identities, and each identity in full; several platforms by their names. */
export function accessReport(reported: readonly Reported[], format: Format): string {
  const sections = reported.map(({ platform, model }) => ({
    platform,
    clusters: Object.entries(model.clusters).map(([name, cluster]) => ({
      title: `cluster ${name}`,
      lines: clusterLines(cluster),
    })),
    details: platform.identities.map((identity) => detailOf(identity, platform, model)),
  }));
  if (format === "json") {
    const platforms = reported.map(({ platform, model }, i) => ({
      name: platform.name,
      identities: sections[i]?.details ?? [],
      clusters: model.clusters,
    }));
    return `${JSON.stringify({ formatVersion: "1", platforms }, undefined, 2)}\n`;
  }
  const render = format === "markdown" ? markdownSection : textSection;
  return sections
    .map(({ platform, details, clusters }) => {
      const parts = [...details.map((detail) => ({ title: detail.identity, lines: lines(detail) })), ...clusters];
      return render(sections.length > 1 ? platform.name : undefined, platform, parts);
    })
    .join("\n");
}

/** What is said of an identity or a cluster. */
interface Part {
  readonly title: string;
  readonly lines: readonly (readonly [string, readonly string[]])[];
}

function markdownSection(title: string | undefined, platform: Platform, parts: readonly Part[]): string {
  return [
    title === undefined ? "" : `## ${title}\n\n`,
    markdownTable(HEADER, accessRows(platform)),
    ...parts.map((part) => `\n### ${part.title}\n\n${markdownList(part)}`),
  ].join("");
}

function textSection(title: string | undefined, platform: Platform, parts: readonly Part[]): string {
  return [
    title === undefined ? "" : `${title}\n\n`,
    textTable(HEADER, accessRows(platform)),
    ...parts.map((part) => `\n${part.title}\n${textList(part)}`),
  ].join("");
}

/** The table *project → runner → ServiceAccount → role → what it may do*. */
export function accessTable(platform: Platform): string {
  return textTable(HEADER, accessRows(platform));
}

const HEADER = ["project", "runner", "ServiceAccount", "role", "may"];

function accessRows({ identities }: Platform): readonly (readonly string[])[] {
  return identities.flatMap((identity) => {
    const who = [...whoOf(identity), identity.role];
    // What it may do stands once in each row of its own; who it is only in the first of an identity.
    return permissions(identity).map((permission, i) =>
      i === 0 ? [...who, permission] : ["", "", "", "", permission],
    );
  });
}

/** Project, runner and ServiceAccount; of ID tokens their refs. */
function whoOf(identity: Identity): readonly [string, string, string] {
  const projects = identity.kind === "workload" ? "(workload)" : identity.projects.map(({ path }) => path).join(", ");
  if (identity.kind === "id-token") return [projects, "(ID token)", refsText(identity.refs)];
  const by = identity.credentials === "pod-identity" ? "" : ` (${identity.credentials})`;
  const pod = `${identity.namespace}/${identity.serviceAccount}${by}`;
  return [projects, identity.kind === "job" ? identity.runner : "", pod];
}

interface Detail {
  readonly identity: string;
  readonly kind: Identity["kind"];
  readonly runner?: { readonly key: string; readonly tags: readonly string[]; readonly refs: "protected" | "any" };
  readonly projects: readonly { readonly path: string; readonly id: number }[];
  /** Of ID tokens. */
  readonly refs?: string;
  readonly serviceAccount?: Pod;
  readonly credentials?: string;
  readonly role: string;
  /** Whom the role trusts. */
  readonly trust: readonly string[];
  readonly aws: readonly string[];
  readonly managedPolicies: readonly string[];
  readonly kubernetes: readonly string[];
}

function detailOf(identity: Identity, { runners }: Platform, model: AccessModel): Detail {
  const pod: Pod | undefined =
    identity.kind === "id-token" ? undefined : `${identity.namespace}/${identity.serviceAccount}`;
  const role = model.roles[identity.role];
  const runner = identity.kind === "job" ? runners.find(({ key }) => key === identity.runner) : undefined;
  return {
    identity: identity.key,
    kind: identity.kind,
    ...(runner === undefined ? {} : { runner: { key: runner.key, tags: runner.tags, refs: runner.refs } }),
    projects: identity.kind === "workload" ? [] : identity.projects.map(({ path, id }) => ({ path, id })),
    ...(identity.kind === "id-token" ? { refs: refsText(identity.refs) } : { credentials: identity.credentials }),
    ...(pod === undefined ? {} : { serviceAccount: pod }),
    role: role === undefined ? identity.role : orWhy(role.arn),
    trust: role === undefined ? [] : orEmpty(role.trust).map(trustText),
    aws: role === undefined ? [] : orEmpty(role.statements).map(statementText),
    managedPolicies: role === undefined ? [] : orEmpty(role.managedPolicies),
    kubernetes: model.bindings.filter(({ subject }) => subject === pod).flatMap(bindingTexts),
  };
}

function statementText(statement: Statement): string {
  return `${statement.Effect} ${requestsText(statement)}`;
}

function bindingTexts({ scope, grants }: Binding): readonly string[] {
  const where = scope === "cluster" ? "in the whole cluster" : `in namespace ${scope.namespace}`;
  if ("clusterRole" in grants) return [`ClusterRole ${grants.clusterRole} ${where}`];
  return grants.rules.map(({ apiGroups, resources, resourceNames, nonResourceURLs, verbs }) => {
    const groups = apiGroups.filter((group) => group !== "");
    const what = [...resources, ...nonResourceURLs].join(", ") + (groups.length === 0 ? "" : ` (${groups.join(", ")})`);
    return `${verbs.join(", ")} ${what}${resourceNames.length === 0 ? "" : ` named ${resourceNames.join(", ")}`} ${where}`;
  });
}

function lines(detail: Detail): Part["lines"] {
  const { serviceAccount, kubernetes, aws, managedPolicies, trust, runner } = detail;
  return [
    ["is", [isText(detail)]],
    ...(runner === undefined ? [] : [["provided", [refsPrecondition(runner.refs, runner.key)]] as const]),
    ...(serviceAccount === undefined ? [] : [["runs as", [serviceAccount]] as const]),
    ["gets role", [detail.role]],
    ["by trust in", trust.length === 0 ? ["nobody"] : trust],
    ["in AWS", [...aws, ...managedPolicies].length === 0 ? ["nothing"] : [...aws, ...managedPolicies]],
    ["in Kubernetes", kubernetes.length === 0 ? ["nothing"] : kubernetes],
  ];
}

function isText({ kind, runner, projects, refs = "" }: Detail): string {
  if (kind === "workload") return "a workload";
  const jobs = `jobs of ${projects.map(({ path, id }) => `${path} (${String(id)})`).join(", ")}`;
  if (runner === undefined) return `${jobs} by their ID tokens, ${refs}`;
  const tags = runner.tags.length === 0 ? "" : `, tags ${runner.tags.join(", ")}`;
  return `${jobs} on runner ${runner.key}, refs ${runner.refs}${tags}`;
}

function textList({ lines: own }: Part): string {
  return own
    .flatMap(([title, items]) => items.map((item, i) => `  ${(i === 0 ? title : "").padEnd(14)}${item}\n`))
    .join("");
}

function markdownList({ lines: own }: Part): string {
  return own.map(([title, items]) => `- **${title}** ${items.map((item) => `\`${item}\``).join(", ")}\n`).join("");
}

function orEmpty<T>(known: Known<readonly T[]>): readonly T[] {
  return "value" in known ? known.value : [];
}

function orWhy(known: Known<string>): string {
  return "value" in known ? known.value : known.unknown;
}
