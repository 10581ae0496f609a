import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { changes } from "../access/change/changes";
import { fromPlatform } from "../access/from-platform";
import { EXPORT_COMMANDS, readExport } from "../adopt/export";
import { type Existing, propose } from "../adopt/propose";
import { loadManagedPolicies } from "../iam/managed-policies";
import { read } from "../platform/read";
import { adoptionReport } from "../report/adoption";
import { EXIT, Failure } from "./exit";
import { readShown } from "./shown-file";

export interface AdoptOptions {
  /** Folder of answers of the AWS CLI and of kubectl. */
  readonly fromAwsExport?: string;
  /** Of the platform that is proposed. */
  readonly name: string;
}

/**
 * `jobrole adopt STATE… | --from-aws-export DIR`: prints a declaration of what exists, with what the first apply takes
 * over. What a declaration cannot say, and what the first apply changes, goes to stderr.
 */
export async function adopt(states: readonly string[], { fromAwsExport, name }: AdoptOptions): Promise<number> {
  if (states.length > 0 === (fromAwsExport !== undefined)) {
    const got =
      fromAwsExport === undefined ? "neither states nor --from-aws-export" : "states and --from-aws-export together";
    throw new Failure(`got ${got}, expected one of them`);
  }
  const { existing, unknown } = fromAwsExport === undefined ? ofStates(states) : ofExport(fromAwsExport);
  const proposal = propose(existing, name);
  const count = Object.keys(proposal.declaration.identities as object).length;
  if (count === 0) {
    const why = [...unknown, ...proposal.notes].map((note) => `\n  ${note}`).join("");
    throw new Failure(`got no role of a ServiceAccount, expected some to adopt${why}`);
  }
  const { platform, problems } = read({ value: proposal.declaration, problems: [], locate: () => ({ text: "" }) });
  const changed =
    platform === undefined
      ? undefined
      : changes(proposal.model, fromPlatform(platform), { managedPolicies: await loadManagedPolicies() });
  process.stdout.write(
    `# yaml-language-server: $schema=./jobrole.schema.json\n${stringify(proposal.declaration, { lineWidth: 0, aliasDuplicateObjects: false })}`,
  );
  process.stderr.write(
    adoptionReport({
      count,
      notes: [...unknown, ...proposal.notes],
      mistakes: problems.flatMap(({ severity, message }) => (severity === "error" ? [message] : [])),
      ...(changed === undefined ? {} : { changes: changed }),
      leaving: fromAwsExport === undefined ? proposal.adopted : [],
    }),
  );
  return platform === undefined ? EXIT.invalid : EXIT.ok;
}

function ofStates(paths: readonly string[]): { readonly existing: Existing; readonly unknown: readonly string[] } {
  const states = readShown(paths).map((file) => {
    if (file.kind === "plan") throw new Failure("got a plan, expected a state: terraform show -json without a file");
    return file.state;
  });
  const only = (values: readonly (string | undefined)[]) => [...new Set(values.flatMap((value) => value ?? []))][0];
  const account = only(states.map(({ surroundings }) => surroundings.account));
  const region = only(states.map(({ surroundings }) => surroundings.region));
  const surroundings = { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) };
  return { existing: { resources: states.flatMap(({ resources }) => resources), surroundings }, unknown: [] };
}

function ofExport(folder: string): { readonly existing: Existing; readonly unknown: readonly string[] } {
  let names: readonly string[];
  try {
    names = readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .sort();
  } catch (thrown) {
    throw new Failure(`${folder} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  if (names.length === 0) {
    throw new Failure(
      `got no .json files in ${folder}, expected what these commands write:\n  ${EXPORT_COMMANDS.join("\n  ")}`,
    );
  }
  const { unknown, ...existing } = readExport(
    names.map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") })),
  );
  return { existing, unknown };
}
