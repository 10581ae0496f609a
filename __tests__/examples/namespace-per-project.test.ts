import { join } from "node:path";
import { differences } from "../../modules/access/difference";
import { fromPlatform } from "../../modules/access/from-platform";
import { fromTerraform } from "../../modules/access/from-terraform";
import { readWritten } from "../../modules/access/written";
import { check } from "../../modules/checks/check";
import { loadFiles } from "../../modules/cli/load-files";
import { loadCatalogue } from "../../modules/iam/catalogue";
import type { CheckedPlatform } from "../../modules/platform/platform";
import { read } from "../../modules/platform/read";
import { jobrole, ROOT } from "../support/cli";
import { synthesized } from "../support/synthesized";
import { terraformProblems } from "../terraform/schema";

const FILE = join("examples", "namespace-per-project", "jobrole.yaml");

/** Rules as `resources of groups: verbs`, with names in parentheses; every list sorted. */
function published(platform: CheckedPlatform, scope: string): readonly string[] {
  return fromPlatform(platform)
    .bindings.filter(({ subject }) => subject === "cicd/kp-account")
    .filter((binding) => (binding.scope === "cluster" ? "cluster" : binding.scope.namespace) === scope)
    .flatMap(({ grants }) => ("rules" in grants ? grants.rules : []))
    .flatMap(({ apiGroups, resources, resourceNames, verbs }) =>
      resources.map((resource) => {
        const typed = [resource, ...apiGroups.filter((group) => group !== "")].join(".");
        return `${typed}${resourceNames.length === 0 ? "" : ` (${resourceNames.join()})`}: ${verbs.join(" ")}`;
      }),
    )
    .sort();
}

describe("examples/namespace-per-project", () => {
  let platform: CheckedPlatform;
  beforeAll(async () => {
    const checked = check(read(loadFiles(join(ROOT, FILE))), await loadCatalogue([]));
    expect(checked.findings).toEqual([]);
    expect(checked.accepted.map((finding) => finding.check)).toEqual(["grant-in-job-namespace"]);
    if (checked.platform === undefined) throw new Error("it has an error");
    platform = checked.platform;
  });

  test("is written as valid Terraform that says what was declared", () => {
    const stacks = Object.values(synthesized(platform));
    expect(stacks.flatMap(terraformProblems)).toEqual([]);
    const { resources, surroundings } = readWritten(stacks);
    expect(differences(fromPlatform(platform), fromTerraform(resources, surroundings))).toEqual([]);
  });

  test("grants the published rules, those of namespaced kinds in the namespace of the project only", () => {
    expect(published(platform, "cicd")).toEqual([
      "builders.kpack.io: create delete deletecollection get list patch update watch",
      "builds.kpack.io: get list patch update watch",
      "configmaps: create delete get list patch update watch",
      "customstacks.stacks.stacks-operator.tanzu.vmware.com: get list watch",
      "images.kpack.io: create delete get list patch update watch",
      "pods/log: get list watch",
      "pods: get list watch",
      "secrets: create delete patch update",
      "serviceaccounts (default): get patch update",
    ]);
    expect(published(platform, "cluster")).toEqual([
      "clusterbuilders.kpack.io: get list watch",
      "clusterstacks.kpack.io: get list watch",
      "clusterstores.kpack.io: get list watch",
    ]);
  });

  test("lets a job choose the declared namespaces and ServiceAccounts, and no others", () => {
    expect(fromPlatform(platform).runners["gitlab-runner/cicd-gitlab"]).toMatchObject({
      namespacePattern: "^(?:cicd|gitlab-jobs)$",
      serviceAccountPattern: "^(?:idle|kp-account)$",
      defaultPod: "gitlab-jobs/idle",
    });
  });

  test("may list pods and not Deployments", () => {
    const asked = (what: string) =>
      jobrole(ROOT, ["explain", "kp-account", "list", what, "--in", "cicd", "--config", FILE]).code;
    expect([asked("pods"), asked("deployments.apps")]).toEqual([0, 3]);
  });
});
