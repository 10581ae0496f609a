import { CHECKS } from "../../modules/checks/all";
import { check } from "../../modules/checks/check";
import { loadCatalogue } from "../../modules/iam/catalogue";
import { loadManagedPolicies } from "../../modules/iam/managed-policies";
import type { Declaration } from "../../modules/platform/declaration";
import type { CheckedPlatform } from "../../modules/platform/platform";
import { read } from "../../modules/platform/read";
import { parseYaml } from "../../modules/platform/yaml";
import { locatedIn } from "../../modules/cli/judge";
import { findingsReport } from "../../modules/report/findings";

/** What a user sees of a declaration's findings, with the services that the tests name loaded. */
export async function findingsOf(declaration: Declaration): Promise<string> {
  const { findings } = check(
    read(declaration),
    await loadCatalogue(["s3", "cloudfront", "s33"], await loadManagedPolicies()),
  );
  return findingsReport(locatedIn(declaration, findings), "text");
}

/** The same without what one may live with: only what AWS, Kubernetes or Terraform would refuse. */
export async function mistakesOf(declaration: Declaration): Promise<string> {
  const { findings } = check(
    read(declaration),
    await loadCatalogue(["s3", "cloudfront", "s33"], await loadManagedPolicies()),
  );
  const mistakes = findings.filter((finding) => !ACCEPTABLE.has(finding.check));
  return findingsReport(locatedIn(declaration, mistakes), "text");
}

const ACCEPTABLE = new Set(CHECKS.filter(({ acceptable }) => acceptable).map(({ id }) => id));

/** A platform of YAML text that has to be right. */
export async function platformOf(yaml: string): Promise<CheckedPlatform> {
  const declaration = parseYaml(yaml, "jobrole.yaml");
  const { platform, findings } = check(
    read(declaration),
    await loadCatalogue(["s3", "cloudfront"], await loadManagedPolicies()),
  );
  if (platform === undefined) throw new Error(findingsReport(locatedIn(declaration, findings), "text"));
  return platform;
}
