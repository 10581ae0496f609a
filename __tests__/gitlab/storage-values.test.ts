import { parse, parseAllDocuments } from "yaml";
import { storageYaml } from "../../modules/gitlab/storage-values";
import { storageSetup } from "../../modules/platform/storage-setup";
import { platformOf } from "../support/findings";
import { fileText } from "../support/examples";

const EXAMPLE = fileText("examples", "gitlab-object-storage", "jobrole.yaml");

/**
 * Every key of the chart that values of object storage may have, by its path; `*` is a type of objects.
 *
 * @see https://docs.gitlab.com/charts/charts/globals/
 * @see https://docs.gitlab.com/charts/charts/gitlab/toolbox/
 * @see https://docs.gitlab.com/charts/charts/registry/
 */
const DOCUMENTED: readonly RegExp[] = [
  /^global\.minio\.enabled$/,
  /^(global|gitlab\.toolbox|registry)\.serviceAccount\.(enabled|create|name)$/,
  /^global\.appConfig\.object_store\.(enabled|proxy_download)$/,
  /^global\.appConfig\.object_store\.connection\.(secret|key)$/,
  /^global\.appConfig\.(artifacts|lfs|uploads|packages)\.bucket$/,
  /^global\.appConfig\.(externalDiffs|terraformState|ciSecureFiles|dependencyProxy)\.(enabled|bucket)$/,
  /^global\.appConfig\.backups\.(bucket|tmpBucket)$/,
  /^global\.registry\.bucket$/,
  /^global\.pages\.objectStore\.(enabled|bucket)$/,
  /^global\.pages\.objectStore\.connection\.(secret|key)$/,
  /^gitlab\.toolbox\.backups\.objectStorage\.backend$/,
  /^gitlab\.toolbox\.backups\.objectStorage\.config\.(secret|key)$/,
  /^gitlab\.toolbox\.backups\.cron\.extraArgs$/,
  /^registry\.storage\.(secret|key)$/,
];

interface Secret {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly stringData: Readonly<Record<string, string>>;
}

async function printed(yaml: string) {
  const found = storageSetup(await platformOf(yaml));
  if ("missing" in found) throw new Error(found.missing);
  const [values, ...secrets] = parseAllDocuments(storageYaml(found.setup)).map(
    (document) => document.toJS() as unknown,
  );
  return { values, secrets: secrets as readonly Secret[] };
}

function leaves(value: unknown, path = ""): readonly (readonly [string, unknown])[] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, item]) => leaves(item, path === "" ? key : `${path}.${key}`));
}

const EVERY_TYPE = EXAMPLE.replace(
  "    prefix: acme-gitlab\n",
  "    prefix: acme-gitlab\n    also: [pages, terraform-state, external-diffs, dependency-proxy, ci-secure-files]\n",
);

describe("the values of GitLab's chart", () => {
  test.each([
    ["the example", EXAMPLE],
    ["every type of objects", EVERY_TYPE],
  ])("have only keys that the chart documents, for %s", async (_, yaml) => {
    const { values } = await printed(yaml);
    const paths = leaves(values).map(([path]) => path);
    expect(paths.filter((path) => !DOCUMENTED.some((key) => key.test(path)))).toEqual([]);
  });

  test("name a bucket of its own for each type", async () => {
    const { values } = await printed(EVERY_TYPE);
    const buckets = leaves(values).filter(([path]) => path.endsWith("ucket"));
    expect(Object.fromEntries(buckets)).toEqual({
      "global.appConfig.artifacts.bucket": "acme-gitlab-artifacts",
      "global.appConfig.backups.bucket": "acme-gitlab-backups",
      "global.appConfig.backups.tmpBucket": "acme-gitlab-tmp",
      "global.appConfig.ciSecureFiles.bucket": "acme-gitlab-ci-secure-files",
      "global.appConfig.dependencyProxy.bucket": "acme-gitlab-dependency-proxy",
      "global.appConfig.externalDiffs.bucket": "acme-gitlab-external-diffs",
      "global.appConfig.lfs.bucket": "acme-gitlab-lfs",
      "global.appConfig.packages.bucket": "acme-gitlab-packages",
      "global.appConfig.terraformState.bucket": "acme-gitlab-terraform-state",
      "global.appConfig.uploads.bucket": "acme-gitlab-uploads",
      "global.pages.objectStore.bucket": "acme-gitlab-pages",
      "global.registry.bucket": "acme-gitlab-registry",
    });
  });

  test("name Secrets that are printed, with the key that is in them", async () => {
    const { values, secrets } = await printed(EVERY_TYPE);
    const named = JSON.stringify(values).matchAll(/\{"secret":"([^"]+)","key":"([^"]+)"\}/g);
    const known = secrets.map(({ metadata, stringData }) => `${metadata.name} ${Object.keys(stringData).join(" ")}`);
    expect([...new Set([...named].map(([, secret, key]) => `${secret ?? ""} ${key ?? ""}`))].sort()).toEqual(
      [...known].sort(),
    );
  });

  test("hold no credentials, and no endpoint, which would be asked for them", async () => {
    const { secrets } = await printed(EXAMPLE);
    expect(secrets.map(({ metadata }) => metadata.namespace)).toEqual(["gitlab", "gitlab", "gitlab"]);
    const [connection = "", registry = "", backups = ""] = secrets.flatMap(({ stringData }) =>
      Object.values(stringData),
    );
    expect(parse(connection)).toEqual({ provider: "AWS", region: "ap-northeast-1", use_iam_profile: true });
    expect(parse(registry)).toEqual({ s3: { bucket: "acme-gitlab-registry", region: "ap-northeast-1", v4auth: true } });
    expect(backups).toBe("[default]\nbucket_location = ap-northeast-1\n");
  });

  test("give each program the ServiceAccount that has its permissions", async () => {
    const split = EXAMPLE.replace(
      /^identities:[^]*$/m,
      `identities:
  web: { serviceAccount: gitlab/web, allow: [{ use: gitlab-objects }] }
  images: { serviceAccount: gitlab/images, allow: [{ use: gitlab-registry }] }
  toolbox: { serviceAccount: gitlab/toolbox, allow: [{ use: gitlab-objects }, { use: gitlab-backups }] }
`,
    );
    const { values } = await printed(split);
    const names = leaves(values).filter(([path]) => path.endsWith("serviceAccount.name"));
    expect(Object.fromEntries(names)).toEqual({
      "global.serviceAccount.name": "web",
      "gitlab.toolbox.serviceAccount.name": "toolbox",
      "registry.serviceAccount.name": "images",
    });
  });

  test.each([
    [
      "nobody has the registry",
      "[{ use: gitlab-objects }, { use: gitlab-backups }]",
      "",
      "got nobody with the permissions gitlab-registry, expected a workload that uses them",
    ],
    [
      "two have everything",
      "[{ use: gitlab-storage }]",
      "  b: { serviceAccount: gitlab/b, allow: [{ use: gitlab-storage }] }\n",
      "got the permissions gitlab-objects in use by a, b, expected one: the chart takes one ServiceAccount",
    ],
    [
      "the users are in two namespaces",
      "[{ use: gitlab-objects }, { use: gitlab-backups }]",
      "  b: { serviceAccount: registry/b, allow: [{ use: gitlab-registry }] }\n",
      "got the namespaces gitlab, registry of its users, expected one: a release of the chart has one",
    ],
  ])("are not made up where %s", async (_, allow, more, missing) => {
    const yaml = EXAMPLE.replace(
      /^identities:[^]*$/m,
      `identities:\n  a: { serviceAccount: gitlab/a, allow: ${allow} }\n${more}`,
    );
    expect(storageSetup(await platformOf(yaml))).toEqual({ missing });
  });
});
