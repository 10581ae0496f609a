import { check, type Checked } from "../checks/check";
import { loadCatalogue } from "../iam/catalogue";
import type { Declaration } from "../platform/declaration";
import type { Platform } from "../platform/platform";
import { awsGrants } from "../platform/grants";
import { read } from "../platform/read";
import { findingsText } from "../report/findings";

/** Reads and checks a declaration, with the part of AWS's action catalogue that it names, and prints the findings. */
export async function judge(declaration: Declaration): Promise<Checked> {
  const reading = read(declaration);
  const checked = check(
    reading,
    await loadCatalogue(reading.platform === undefined ? [] : servicesOf(reading.platform)),
  );
  process.stderr.write(findingsText(checked.findings, declaration.locate));
  return checked;
}

function servicesOf({ identities }: Platform): readonly string[] {
  const actions = identities.flatMap(awsGrants).flatMap((grant) => (grant.kind === "actions" ? grant.actions : []));
  return [...new Set(actions.map((action) => action.split(":")[0] ?? ""))];
}
