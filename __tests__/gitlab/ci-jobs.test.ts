import { spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ciYaml } from "../../modules/gitlab/ci-jobs";
import { ciJobsOf } from "../../modules/platform/ci-jobs";
import { inFolder, jobrole, ROOT } from "../support/cli";
import { EVERYTHING, FEDERATION } from "../support/examples";
import { platformOf } from "../support/findings";

/** Of a job. @see https://docs.gitlab.com/ci/yaml/#job-keywords */
const JOB_KEYWORDS =
  `after_script allow_failure artifacts before_script cache coverage dast_configuration dependencies environment extends
  hooks identity id_tokens image inherit interruptible manual_confirmation needs pages parallel release resource_group
  retry rules run script secrets services stage tags timeout trigger variables when`.split(/\s+/);

type Jobs = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

async function jobsOf(yaml: string, project?: string): Promise<Jobs> {
  return parse(ciYaml(ciJobsOf(await platformOf(yaml), project))) as Jobs;
}

describe("lines for .gitlab-ci.yml", () => {
  test("are hidden jobs of keywords that GitLab documents, with variables that are text", async () => {
    const jobs = { ...(await jobsOf(EVERYTHING)), ...(await jobsOf(FEDERATION)) };
    for (const [name, job] of Object.entries(jobs)) {
      expect(name).toMatch(/^\.as-[a-z-]+$/);
      expect(Object.keys(job).filter((keyword) => !JOB_KEYWORDS.includes(keyword))).toEqual([]);
      expect(Object.values(job.variables as object).every((value) => typeof value === "string")).toBe(true);
    }
    expect(Object.keys(jobs)).toEqual([
      ".as-annotated",
      ".as-build",
      ".as-open-build",
      ".as-publish",
      ".as-release",
      ".as-any-protected",
      ".as-main",
      ".as-pull",
    ]);
  });

  test("choose runner and ServiceAccount, and the namespace where it is not the runner's first", async () => {
    const jobs = await jobsOf(EVERYTHING, "acme/docs");
    expect(Object.keys(jobs)).toEqual([".as-build", ".as-publish", ".as-release"]);
    expect(jobs[".as-build"]).toEqual({
      tags: ["docs", "eks"],
      variables: { KUBERNETES_SERVICE_ACCOUNT_OVERWRITE: "build" },
    });
    expect(jobs[".as-publish"]).toEqual({
      tags: ["docs", "eks"],
      variables: {
        KUBERNETES_SERVICE_ACCOUNT_OVERWRITE: "docs-publisher",
        KUBERNETES_NAMESPACE_OVERWRITE: "ci-docs-publish",
      },
    });
  });

  test("of an ID token ask for it and name the role in the variables of AWS's SDKs", async () => {
    const jobs = await jobsOf(EVERYTHING, "acme/infra");
    expect(jobs[".as-release"]).toEqual({
      id_tokens: { AWS_ID_TOKEN: { aud: "https://aws.example.com" } },
      variables: {
        AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/ci/Releaser",
        AWS_ROLE_SESSION_NAME: "gitlab-$CI_PROJECT_ID-$CI_JOB_ID",
        AWS_WEB_IDENTITY_TOKEN_FILE: "/tmp/aws-id-token-$CI_JOB_ID",
        AWS_REGION: "eu-central-1",
      },
      before_script: [expect.stringContaining("$AWS_WEB_IDENTITY_TOKEN_FILE")],
    });
  });

  test("write the token into a file of the job's own user, and never into one that is there", async () => {
    const [line = ""] = (await jobsOf(FEDERATION))[".as-main"]?.before_script as string[];
    inFolder((folder) => {
      const file = join(folder, "token");
      const run = (env: Readonly<Record<string, string>>) =>
        spawnSync("/bin/sh", ["-c", `umask 022; ${line}; status=$?; umask; exit $status`], {
          env: { AWS_WEB_IDENTITY_TOKEN_FILE: file, ...env },
          encoding: "utf8",
        });
      expect(run({}).status).not.toBe(0);
      const { status, stdout } = run({ AWS_ID_TOKEN: "a.%s.c" });
      expect([status, Number.parseInt(stdout, 8)]).toEqual([0, 0o022]);
      expect(readFileSync(file, "utf8")).toBe("a.%s.c");
      expect(statSync(file).mode & 0o777).toBe(0o600);
      writeFileSync(file, "");
      expect(run({ AWS_ID_TOKEN: "another" }).status).not.toBe(0);
      expect(readFileSync(file, "utf8")).toBe("");
    });
  });
});

describe("jobrole ci", () => {
  test("prints them, of one project where it is named", () => {
    const { code, stdout } = jobrole(ROOT, ["ci", "acme/docs"]);
    expect(code).toBe(0);
    expect(stdout).toBe(`# docs-build: jobs of acme/docs on runner docs, protected refs only
.as-docs-build:
  tags:
    - docs
  variables:
    KUBERNETES_SERVICE_ACCOUNT_OVERWRITE: docs-build

# docs-publish: jobs of acme/docs on runner docs, protected refs only
.as-docs-publish:
  tags:
    - docs
  variables:
    KUBERNETES_SERVICE_ACCOUNT_OVERWRITE: docs-publish
`);
  });

  test("suggests the project that was meant", () => {
    const { code, stderr } = jobrole(ROOT, ["ci", "acme/doc"]);
    expect([code, stderr]).toEqual([
      1,
      'error: got the project "acme/doc", expected a declared one: did you mean "acme/docs"?\n',
    ]);
  });

  test("tells the platforms apart where there are several", () => {
    const configs = ["everything", "federation"].flatMap((name) => ["-c", `__tests__/support/${name}.yaml`]);
    const jobs = parse(jobrole(ROOT, ["ci", "acme/infra", ...configs]).stdout) as Jobs;
    expect(Object.keys(jobs)).toEqual([".as-every.build", ".as-every.release", ".as-com.main", ".as-com.pull"]);
  });
});
