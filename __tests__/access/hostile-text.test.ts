import fc from "fast-check";
import { parse as parseToml } from "smol-toml";
import { at, type Resource } from "../../modules/access/resource";
import { readWritten } from "../../modules/access/written";
import { check } from "../../modules/checks/check";
import { type ActionCatalogue, loadCatalogue } from "../../modules/iam/catalogue";
import { unescapeTpl } from "../../modules/gitlab/tpl";
import { read } from "../../modules/platform/read";
import { locatedIn } from "../../modules/cli/judge";
import { findingsReport } from "../../modules/report/findings";
import { type Stacks, synthesized } from "../support/synthesized";

/** What Terraform, Helm, TOML, JSON, CEL, YAML, a terminal or a reader could take for something of their own. */
const text = fc
  .array(
    fc.constantFrom(
      ...["${", "$${", "%{", "%%{", "}", "{{", "}}", "`", '"', "'", "\\", "\\u0041", "$", "%", "#", "'''", '"""'],
      ...["\n", "\r", "\t", "\0", "\u0085", "\u2028", "\u202e", "\u2066", "\u200b", "\ufeff", "\u001b[31m"],
      ...["a", " ", "é", "漢", "🎉", "e\u0301", "-", ".", "/", "*", "?", ":", ","],
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(""));

interface Written {
  readonly stacks: Stacks;
  readonly resource: (address: string) => Resource;
}

/** A place for free text: how a declaration has it, and where it is in what is written, as its reader reads it. */
interface Place {
  readonly put: (text: string) => object;
  readonly get: (written: Written) => unknown;
}

const config = (written: Written): unknown => {
  const [values] = written.resource("helm_release.r").values.values as [string];
  return parseToml(unescapeTpl((JSON.parse(values) as { runners: { config: string } }).runners.config) ?? "");
};
const policy = (written: Written): unknown =>
  JSON.parse(written.resource("aws_iam_policy.x").values.policy as string) as unknown;
const guard = (written: Written, variable: string): unknown => {
  const variables = at(written.resource("kubernetes_manifest.r").values, "manifest", "spec", "variables");
  const [found] = (variables as { name: string; expression: string }[]).filter(({ name }) => name === variable);
  return JSON.parse(found?.expression ?? "") as unknown;
};
/** Of a part of a document that is no resource; Terraform reads its escapes. */
const settings = (written: Written, stack: string, ...path: readonly string[]): unknown => {
  const found = at(written.stacks[`p-${stack}`], ...path);
  return typeof found === "string" ? found.replace(/(\$\$|%%)(?=\{)/g, (escape) => escape.charAt(0)) : found;
};
const trusted = (written: Written, claim: string): string => {
  const trust = JSON.parse(written.resource("aws_iam_role.t").values.assume_role_policy as string) as unknown;
  const [equal, like] = ["StringEquals", "StringLike"].map((operator) =>
    at(trust, "Statement", "Condition", operator, `gitlab.com:${claim}`),
  );
  return String(equal ?? like);
};
const byToken = (idToken: object) => ({
  gitlab: { oidcProvider: "create" },
  identities: { t: { idToken: { projects: ["a/b"], refs: { branches: ["main"] }, ...idToken }, allow: [] } },
});
const granted = (grant: object) => ({ identities: { x: { allow: [grant] } } });

const PLACES: Readonly<Record<string, Place>> = {
  "a tag of everything": {
    put: (tag) => ({ aws: { tags: { t: tag } } }),
    get: (written) => settings(written, "storage", "provider", "aws", "default_tags", "tags", "t"),
  },
  "a tag of a bucket": {
    put: (tag) => ({ buckets: { site: { tags: { t: tag } } } }),
    get: ({ resource }) => at(resource("aws_s3_bucket.site").values, "tags", "t"),
  },
  "a tag of an identity": {
    put: (tag) => ({ identities: { x: { tags: { t: tag } } } }),
    get: ({ resource }) => at(resource("aws_iam_role.x").values, "tags", "t"),
  },
  "an image": {
    put: (image) => ({ runners: { r: { jobs: { image } } } }),
    get: (written) => at(config(written), "runners", "kubernetes", "image"),
  },
  "a prefix": {
    put: (prefix) => granted({ bucket: "site", access: "read", prefix: `${prefix}/` }),
    get: (written) =>
      /^arn:aws:s3:::p-site\/([^]*)\/\*$/.exec(String(at(policy(written), "Statement", "Resource")))?.[1],
  },
  "the prefix of a cache": {
    put: (prefix) => ({ runners: { r: { cache: { bucket: "site", prefix: `${prefix}/` } } } }),
    get: (written) => String(at(config(written), "runners", "cache", "Path")).replace(/\/$/, ""),
  },
  "the key of a state": {
    put: (key) => granted({ terraformState: "site", key, access: "read" }),
    get: (written) => {
      const { Statement } = policy(written) as { Statement: { Action: string[]; Resource: string[] }[] };
      return Statement.find(({ Action }) => Action.includes("s3:GetObject"))?.Resource[0]?.replace(
        "arn:aws:s3:::p-site/",
        "",
      );
    },
  },
  "a condition's value": {
    put: (value) =>
      granted({
        actions: ["s3:GetObject"],
        resources: ["*"],
        conditions: { StringEquals: { "aws:PrincipalTag/t": value } },
      }),
    get: (written) => at(policy(written), "Statement", "Condition", "StringEquals", "aws:PrincipalTag/t"),
  },
  "a resource": {
    put: (name) => granted({ actions: ["s3:GetObject"], resources: [`arn:aws:s3:::x/${name}`] }),
    get: (written) => String(at(policy(written), "Statement", "Resource")).replace("arn:aws:s3:::x/", ""),
  },
  "a break-glass group": {
    put: (breakGlass) => ({ cluster: { breakGlass } }),
    get: (written) => (guard(written, "breakGlass") as string[])[0],
  },
  "a creator": {
    put: (creator) => ({ runners: { r: { creators: [creator] } } }),
    get: (written) =>
      (guard(written, "creators") as string[]).find((user) => !user.startsWith("system:serviceaccount:p-r")),
  },
  "a ClusterRole": {
    put: (role) => granted({ namespace: "apps", role }),
    get: ({ resource }) => at(resource("kubernetes_role_binding_v1.x_apps").values, "role_ref", "name"),
  },
  "the path of a chart": {
    put: (path) => ({ runners: { r: { chart: { path } } } }),
    get: ({ resource }) => resource("helm_release.r").values.chart,
  },
  "the path of a kubeconfig": {
    put: (path) => ({ cluster: { access: { kubeconfig: { path } } } }),
    get: (written) => settings(written, "identities", "provider", "kubernetes", "config_path"),
  },
  "a branch": {
    put: (branch) => byToken({ refs: { branches: [branch] } }),
    get: (written) => trusted(written, "sub").replace("project_path:a/b:ref_type:branch:ref:", ""),
  },
  "an audience": {
    put: (audience) => byToken({ audience }),
    get: (written) => trusted(written, "aud"),
  },
  "a claim": {
    put: (login) => byToken({ claims: { user_login: [login] } }),
    get: (written) => trusted(written, "user_login"),
  },
  "an organization": {
    put: (organization) => ({ terraform: { backend: { cloud: { organization } } } }),
    get: (written) => settings(written, "storage", "terraform", "cloud", "organization"),
  },
};

const BASE = {
  name: "p",
  aws: { account: "111122223333", region: "eu-central-1" },
  cluster: { name: "c" },
  gitlab: { projects: { "a/b": { id: 1 } } },
  buckets: { site: {} },
  runners: { r: { refs: "any", tokenSecret: "t", defaultIdentity: "i" } },
  identities: {
    i: { runner: "r", projects: ["a/b"], allow: [] },
    x: { runner: "r", projects: ["a/b"], allow: [] },
  },
};

function deepMerge(one: unknown, other: unknown): unknown {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return other;
  if (Array.isArray(one) || Array.isArray(other)) return other;
  const merged: Record<string, unknown> = { ...one };
  for (const [key, value] of Object.entries(other)) merged[key] = key in merged ? deepMerge(merged[key], value) : value;
  return merged;
}

describe("free text is refused with a reason, or arrives as it was written:", () => {
  let catalogue: ActionCatalogue;
  beforeAll(async () => {
    catalogue = await loadCatalogue(["s3"]);
  });

  test.each(Object.entries(PLACES))("%s", (_, { put, get }) => {
    let arrived = 0;
    fc.assert(
      fc.property(text, (hostile) => {
        const locate = () => ({ text: "here" });
        const declaration = { value: deepMerge(BASE, put(hostile)), problems: [], locate };
        const { platform, findings } = check(read(declaration), catalogue);
        if (platform === undefined) {
          // What is said of it shows as what it is.
          const said = findingsReport(locatedIn(declaration, findings), "text").split("\n");
          expect(said[0]).toMatch(/^here: error: \P{C}*expected \P{C}+$/u);
          expect(said.join("")).toMatch(/^\P{C}+$/u);
          return;
        }
        const stacks = synthesized(platform);
        const { resources } = readWritten(Object.values(stacks));
        const resource = (address: string): Resource => {
          const found = resources.find((candidate) => candidate.address.replace(/_[0-9a-f]{10}$/, "") === address);
          if (found === undefined) throw new Error(`no ${address}`);
          return found;
        };
        const carried = get({ stacks, resource });
        expect(Array.isArray(carried) ? carried[0] : carried).toBe(hostile);
        arrived++;
      }),
      { numRuns: 30, seed: 5 },
    );
    expect(arrived).toBeGreaterThan(0);
  });
});
