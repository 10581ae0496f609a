import fc from "fast-check";
import { parse as parseToml } from "smol-toml";
import { differences } from "../../modules/access/difference";
import { fromPlatform } from "../../modules/access/from-platform";
import { fromTerraform } from "../../modules/access/from-terraform";
import { readWritten } from "../../modules/access/written";
import { unescapeTpl } from "../../modules/gitlab/tpl";
import { check } from "../../modules/checks/check";
import { loadCatalogue } from "../../modules/iam/catalogue";
import { read } from "../../modules/platform/read";
import { synthesized } from "../support/synthesized";
import { terraformProblems } from "../terraform/schema";

/** Text that Terraform, Helm, TOML, JSON or CEL could take for something of their own. */
const hostile = fc
  .array(fc.constantFrom("${", "$${", "%{", "%%{", "}", "{{", "}}", "`", '"', "'", "\\", "a", "é", "🎉", " ", "$"), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => `x${parts.join("")}`);

const bucket = fc.constantFrom("plain", "keyed", "objects");
const prefix = fc.constantFrom({}, { prefix: "a/" }, { prefix: "deep/er/" });
const rule = fc.record({
  apiGroups: fc.constantFrom([""], ["apps"]),
  resources: fc.subarray(["pods", "configmaps", "services"], { minLength: 1 }),
  verbs: fc.subarray(["get", "list", "watch"], { minLength: 1 }),
});
const role = fc.constantFrom({ role: "view" }, { role: "edit" }, { role: "team:${x}" });
// In the whole cluster edit reads every Secret, which is an error.
const clusterRole = role.filter((each) => each.role !== "edit");
const rules = fc.record({ rules: fc.array(rule, { minLength: 1, maxLength: 3 }) });
const grant = fc.oneof(
  fc
    .tuple(bucket, fc.constantFrom("list", "read", "write", "read-write"), prefix)
    .map(([b, access, p]) => ({ bucket: b, access, ...p })),
  fc.constantFrom("ReadOnlyAccess", "job-function/ViewOnlyAccess").map((managedPolicy) => ({ managedPolicy })),
  fc
    .tuple(
      fc.subarray(["s3:GetObject", "s3:ListBucket", "s3:Put??????"]).map((some) => [...some, "s3:Get*"]),
      hostile,
    )
    .map(([actions, text]) => ({
      actions,
      resources: ["*", `arn:aws:s3:::${text}`],
      conditions: { StringLike: { "s3:prefix": [text, "b"] } },
    })),
  fc
    .tuple(fc.constantFrom("docs", "other"), fc.oneof(role, rules))
    .map(([namespace, what]) => ({ namespace, ...what })),
  fc.oneof(clusterRole, rules).map((what) => ({ cluster: true, ...what })),
  fc.constant({ use: "set" }),
);

const PROVIDERS = "arn:aws:iam::111122223333:oidc-provider";
const credentials = fc.constantFrom("pod-identity", "irsa", "migrating");
const names = fc.uniqueArray(fc.constantFrom("main", "release/*", "*", "v1.0", "a/*/b"), { minLength: 1 });
const idToken = fc.record({
  projects: fc.subarray(["a/b", "c/d"], { minLength: 1 }),
  refs: fc.oneof(
    fc.record({ branches: names }),
    fc.record({ tags: names, protected: fc.constant(true) }),
    fc.constant({ protected: true }),
  ),
  subject: fc.constantFrom("project_path", "project_id"),
  audience: fc.constantFrom("https://gitlab.com", "sts.amazonaws.com", "%{x}"),
  claims: fc.constantFrom({}, { pipeline_source: ["push", "%%{web}"] }),
});
const ofAws = grant.filter((g) => !("namespace" in g || "cluster" in g || "use" in g));

const declaration = fc
  .record({
    jobs: fc.array(
      fc.record({
        allow: fc.array(grant, { maxLength: 6 }),
        own: fc.boolean(),
        credentials,
        projects: fc.subarray(["a/b", "c/d"], { minLength: 1 }),
      }),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    workloads: fc.array(fc.record({ allow: fc.array(grant, { maxLength: 4 }), credentials }), { maxLength: 2 }),
    tokens: fc.array(fc.record({ idToken, allow: fc.array(ofAws, { maxLength: 3 }) }), { maxLength: 2 }),
    existing: fc.boolean(),
    image: hostile,
    breakGlass: hostile,
    creators: fc.array(hostile, { maxLength: 2 }),
    set: fc.array(
      grant.filter((g) => !("use" in g)),
      { maxLength: 3 },
    ),
  })
  .map(({ jobs, workloads, tokens, existing, image, breakGlass, creators, set }) => ({
    name: "any",
    aws: { account: "111122223333", region: "eu-central-1" },
    cluster: {
      name: "main",
      breakGlass,
      oidcProvider: existing ? { existing: `${PROVIDERS}/x.example/id/1` } : { issuer: "https://x.example/id/1" },
    },
    gitlab: {
      oidcProvider: existing ? { existing: `${PROVIDERS}/gitlab.com` } : "create",
      projects: { "a/b": { id: 1 }, "c/d": { id: 20 } },
    },
    buckets: {
      plain: {},
      keyed: { encryption: { kms: "alias/aws/s3" } },
      objects: { existing: "theirs", encryption: { kms: "alias/aws/s3", bucketKey: false } },
    },
    runners: {
      r: {
        namespace: "jobs",
        refs: "any",
        tokenSecret: "t",
        defaultIdentity: "default-job",
        cache: "keyed",
        creators,
        jobs: { image },
      },
    },
    permissions: { set },
    identities: {
      "default-job": { runner: "r", projects: ["a/b"], allow: [] },
      ...Object.fromEntries(
        jobs.map(({ allow, own, projects, credentials: by }, i) => [
          `job-${String(i)}`,
          {
            runner: "r",
            projects,
            allow,
            credentials: by,
            ...(own ? { names: { namespace: `more-${String(i)}`, role: `Own.${String(i)}` } } : {}),
          },
        ]),
      ),
      ...Object.fromEntries(
        workloads.map((workload, i) => [`w-${String(i)}`, { serviceAccount: `apps/w${String(i)}`, ...workload }]),
      ),
      ...Object.fromEntries(tokens.map((token, i) => [`t-${String(i)}`, token])),
    },
  }));

test("any declaration is written as valid Terraform that says what was declared", async () => {
  const catalogue = await loadCatalogue(["s3"]);
  fc.assert(
    fc.property(declaration, (value) => {
      const locate = () => ({ text: "" });
      const { platform, findings } = check(read({ value, problems: [], locate }), catalogue);
      if (platform === undefined) throw new Error(findings.map(({ message }) => message).join("\n"));
      const stacks = synthesized(platform);
      expect(Object.values(stacks).flatMap(terraformProblems)).toEqual([]);
      const { resources, surroundings } = readWritten(Object.values(stacks));
      expect(differences(fromPlatform(platform), fromTerraform(resources, surroundings))).toEqual([]);

      // The image went through Terraform JSON, JSON values, Helm's tpl and TOML.
      const release = resources.find(({ type }) => type === "helm_release");
      const [values] = release?.values.values as [string];
      const { runners } = JSON.parse(values) as { runners: { config: string } };
      expect(parseToml(unescapeTpl(runners.config) ?? "")).toMatchObject({
        runners: [{ kubernetes: { image: value.runners.r.jobs.image } }],
      });
    }),
    { numRuns: 40 },
  );
});
