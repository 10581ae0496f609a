import type { QuotaUse } from "../access/quota-use";
import type { CheckedPlatform, Runner } from "../platform/platform";
import type { Problem } from "../platform/problem";
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
    platform.identities.length === 0 ? "" : table,
    quotas.length === 0 ? "" : textTable(["quota", "used", "limit", "where"], quotas.map(quotaRow)),
  ];
}

function quotaRow({ name, used, limit, where }: QuotaUse): readonly string[] {
  return [name, used.toLocaleString("en-US"), limit.toLocaleString("en-US"), where];
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

function registration({ refs, tags }: Runner): string {
  const tagged = tags.length === 0 ? "" : ` with tags ${tags.join(", ")}`;
  return refs === "protected"
    ? `registered in GitLab as protected${tagged}`
    : `registered in GitLab for any ref${tagged}`;
}
