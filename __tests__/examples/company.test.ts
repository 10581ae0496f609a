import { join } from "node:path";
import { differences } from "../../modules/access/difference";
import { fromPlatform } from "../../modules/access/from-platform";
import { fromTerraform } from "../../modules/access/from-terraform";
import { readWritten } from "../../modules/access/written";
import { checkTogether } from "../../modules/checks/check";
import { loadFiles } from "../../modules/cli/load-files";
import { loadCatalogue } from "../../modules/iam/catalogue";
import type { CheckedPlatform } from "../../modules/platform/platform";
import { read } from "../../modules/platform/read";
import { ROOT } from "../support/cli";
import { fileText } from "../support/examples";
import { addressesOf, synthesized } from "../support/synthesized";
import { terraformProblems } from "../terraform/schema";

const ENVIRONMENTS = ["dev", "staging", "prod"] as const;

/** Addresses of an environment, its name left out. */
function listed(platform: CheckedPlatform): string {
  return Object.entries(synthesized(platform))
    .flatMap(([stack, document]) =>
      addressesOf(document).map((address) => `${stack.replace(`${platform.name}-`, "")} ${address}\n`),
    )
    .join("");
}

describe("examples/company", () => {
  let platforms: readonly CheckedPlatform[];
  beforeAll(async () => {
    const readings = ENVIRONMENTS.map((name) => read(loadFiles(join(ROOT, "examples", "company", `${name}.yaml`))));
    const checked = checkTogether(readings, await loadCatalogue([]));
    expect(checked.flatMap(({ findings }) => findings)).toEqual([]);
    platforms = checked.flatMap(({ platform }) => platform ?? []);
  });

  test("has three environments on two clusters, each with four trust domains, 40 projects and 121 identities", () => {
    expect(platforms.map(({ name, cluster }) => [name, cluster?.name])).toEqual([
      ["acme-dev", "nonprod"],
      ["acme-staging", "nonprod"],
      ["acme-prod", "prod"],
    ]);
    for (const { runners, gitlab, identities } of platforms) {
      expect([runners.length, gitlab.projects.length, identities.length]).toEqual([4, 40, 121]);
    }
  });

  test("is written as valid Terraform that says what was declared", () => {
    for (const platform of platforms) {
      const stacks = Object.values(synthesized(platform));
      expect(stacks.flatMap(terraformProblems)).toEqual([]);
      const { resources, surroundings } = readWritten(stacks);
      expect(differences(fromPlatform(platform), fromTerraform(resources, surroundings))).toEqual([]);
    }
  });

  test("has the addresses that it had, the same in every environment but for what that one has of its own", () => {
    const [dev = "", staging = "", prod = ""] = platforms.map((platform, i) =>
      listed(platform).replaceAll(`_${ENVIRONMENTS[i] ?? ""}-apps_`, "_prod-apps_"),
    );
    expect(prod).toBe(fileText("__tests__", "examples", "company.golden.txt"));
    expect(dev).toBe(prod);
    // The add-on of a cluster belongs to one of its platforms.
    expect(staging).toBe(prod.replace("identities aws_eks_addon.pod-identity-agent\n", ""));
  });
});
