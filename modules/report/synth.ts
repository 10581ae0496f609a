import type { QuotaUse } from "../access/quota-use";
import type { CheckedPlatform } from "../platform/platform";
import type { Runner } from "../platform/runner";
import type { Problem } from "../platform/problem";
import { VARIABLES_SETTING } from "./preconditions";
import { textTable } from "./table";

/** What a synth did, for its summary. */
export interface Synthesis {
  readonly written: readonly WrittenPlatform[];
  readonly output: string;
  /** Written by an earlier run, and not of these declarations. */
  readonly abandoned: readonly string[];
}

export interface WrittenPlatform {
  readonly platform: CheckedPlatform;
  readonly findings: readonly Problem[];
  /** In the order in which they are applied. */
  readonly stacks: readonly string[];
  readonly table: string;
  readonly quotas: readonly QuotaUse[];
}

/** The summary of a synth: what was written, what has to be done by hand, who may do what, and what is left of quotas. */
export function synthSummary({ written, output, abandoned }: Synthesis): string {
  const sections = [
    ...written.flatMap((platform) => platformSections(platform, output)),
    abandoned.length === 0
      ? ""
      : `In the output, but not of this declaration. Unless another one writes it, destroy what it made before its folder\ngoes (cdktf synth deletes it):\n${abandoned
          .map((stack) => `  terraform -chdir=${output}/stacks/${stack} destroy\n`)
          .join("")}`,
  ];
  return sections.filter((section) => section !== "").join("\n");
}

function platformSections(written: WrittenPlatform, output: string): readonly string[] {
  const { platform, findings, stacks, table, quotas } = written;
  const warnings = findings.length;
  return [
    `${platform.name}: checked, ${String(warnings)} warning${warnings === 1 ? "" : "s"}; what was written says what was declared.\n`,
    `Written, to be applied in this order:\n${stacks.map((stack) => `  ${output}/stacks/${stack}\n`).join("")}`,
    byHand(platform),
    preconditions(platform),
    gitlabSettings(platform),
    restarts(platform),
    platform.identities.length === 0 ? "" : table,
    quotas.length === 0 ? "" : textTable(["quota", "used", "limit", "where"], quotas.map(quotaRow)),
  ];
}

function quotaRow({ name, used, limit, where }: QuotaUse): readonly string[] {
  return [name, thousands(used), thousands(limit), where];
}

/** What no Terraform of ours does: the token Secret, and how the runner is registered in GitLab. */
function byHand({ name, runners }: CheckedPlatform): string {
  if (runners.length === 0) return "";
  const lines = runners.map(
    (runner) =>
      `  runner ${runner.key}: Secret ${runner.tokenSecret} in namespace ${runner.manager.namespace} with the keys runner-token and\n` +
      `    runner-registration-token (empty), made by its owner; ${registration(runner)}\n`,
  );
  return `By hand, after ${name}-identities and before ${name}-runners:\n${lines.join("")}`;
}

/** What has to be in AWS and GitLab already, where this app makes no provider or asks for another subject. */
function preconditions({ cluster, gitlab, identities }: CheckedPlatform): string {
  const tokens = identities.filter((identity) => identity.kind === "id-token");
  const providers = [
    { provider: cluster?.oidcProvider, audiences: ["sts.amazonaws.com"] },
    { provider: gitlab.oidcProvider, audiences: [...new Set(tokens.map(({ audience }) => audience))].sort() },
  ].flatMap(({ provider, audiences }) =>
    provider === undefined || provider.managed || audiences.length === 0
      ? []
      : [`  OIDC provider ${provider.issuer} in IAM with the audiences ${audiences.join(", ")}\n`],
  );
  const byId = tokens.filter(({ subject }) => subject === "project_id").flatMap(({ projects }) => projects);
  const projects = [...new Map(byId.map((project) => [project.id, project])).values()].map(
    ({ path, id }) =>
      `  project ${path}, whose tokens begin with project_id (roles that trust it by its path then no longer do):\n` +
      `    curl -X PUT -H "PRIVATE-TOKEN: $TOKEN" -H "Content-Type: application/json" ${gitlab.url}/api/v4/projects/${String(id)} \\\n` +
      `      -d '{"ci_id_token_sub_claim_components": ["project_id", "ref_type", "ref"]}'\n`,
  );
  const lines = [...providers, ...projects];
  return lines.length === 0 ? "" : `Has to be there:\n${lines.join("")}`;
}

/** What only GitLab can hold: which refs a runner takes, and who may choose for a pipeline. */
function gitlabSettings({ runners }: CheckedPlatform): string {
  const lines = runners.flatMap(({ key, refs }) =>
    refs === "any"
      ? []
      : [
          `  runner ${key} takes jobs of protected branches and tags only: protect those that deploy. Pipeline variables choose\n` +
            `    an identity as jobs do: leave them to maintainers (${VARIABLES_SETTING})\n`,
        ],
  );
  return lines.length === 0 ? "" : `Has to hold in GitLab, since nothing of it shows on a pod:\n${lines.join("")}`;
}

/** Pods get credentials when they start: those that run keep the old way until then. Jobs start anew by themselves. */
function restarts({ name, identities }: CheckedPlatform): string {
  const lines = identities.flatMap((identity) =>
    identity.kind === "workload" && identity.credentials === "migrating"
      ? [restart(identity.namespace, identity.serviceAccount)]
      : [],
  );
  if (lines.length === 0) return "";
  return `By hand, after ${name}-identities: restart what migrates, since pods keep the credentials that they started with:\n${lines.join("")}`;
}

/** Restarts whatever runs pods as a ServiceAccount; kubectl restarts by name only. */
function restart(namespace: string, serviceAccount: string): string {
  const those = `{range .items[?(@.spec.template.spec.serviceAccountName=="${serviceAccount}")]}{.kind}/{.metadata.name} {end}`;
  return (
    `  kubectl -n ${namespace} get deployments,statefulsets,daemonsets -o jsonpath='${those}' |\n` +
    `    xargs kubectl -n ${namespace} rollout restart\n`
  );
}

function registration({ refs, tags }: Runner): string {
  const tagged = tags.length === 0 ? "" : ` with tags ${tags.join(", ")}`;
  return refs === "protected"
    ? `registered in GitLab as protected${tagged}`
    : `registered in GitLab for any ref${tagged}`;
}

function thousands(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
