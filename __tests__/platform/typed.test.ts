import { each, platform } from "../../modules/platform/typed";
import { findingsOf } from "../support/findings";

/**
 * What does not compile: each expected error is on the line after its comment, and `npm run types` fails when one of
 * them compiles after all.
 */
const BASE = { name: "p", aws: { account: "111122223333", region: "eu-central-1" }, cluster: { name: "c" } } as const;
const PROJECTS = { projects: { "a/b": { id: 1 } } } as const;
const RUNNER = { namespace: "jobs", refs: "protected", tokenSecret: "t" } as const;

const CREATED = {
  version: "1.33",
  subnets: ["subnet-0a", "subnet-0b"],
  accessEntries: { "arn:aws:iam::111122223333:role/a": "cluster-admin" },
} as const;

export const doNotCompile = [
  () =>
    platform({
      ...BASE,
      gitlab: PROJECTS,
      buckets: { site: {} },
      // @ts-expect-error a misspelt default identity
      runners: { r: { ...RUNNER, defaultIdentity: "j" } },
      identities: { i: { runner: "r", projects: ["a/b"], allow: [] } },
    }),
  () =>
    platform({
      ...BASE,
      gitlab: PROJECTS,
      buckets: { site: {} },
      runners: { r: { ...RUNNER, defaultIdentity: "i" } },
      identities: {
        i: {
          // @ts-expect-error a misspelt runner
          runner: "q",
          // @ts-expect-error a misspelt project
          projects: ["a/c"],
          allow: [
            // @ts-expect-error a misspelt bucket
            { bucket: "sitee", access: "read" },
            // @ts-expect-error an unknown level of access
            { bucket: "site", access: "readwrite" },
            // @ts-expect-error a map of permissions that is left out
            { use: "set" },
            // @ts-expect-error an option of another kind of grant
            { bucket: "site", access: "read", resources: ["*"] },
            // @ts-expect-error a misspelt bucket of a state
            { terraformState: "sitee", key: "a.tfstate", access: "read" },
            // @ts-expect-error a level of another kind of grant
            { repository: "shop", access: "read" },
            // @ts-expect-error an option of another kind of grant
            { assume: "arn:aws:iam::111122223333:role/x", access: "read" },
          ],
        },
      },
    }),
  () =>
    platform({
      ...BASE,
      // @ts-expect-error a map of runners that is left out
      identities: { i: { runner: "r", projects: [], allow: [] } },
    }),
  () =>
    platform({
      ...BASE,
      // @ts-expect-error an option of another kind of bucket
      buckets: { site: { existing: "site", forceDestroy: true } },
      // @ts-expect-error an option of another kind of identity
      identities: { w: { serviceAccount: "a/b", projects: ["a/b"], allow: [] } },
    }),
  () =>
    platform({
      ...BASE,
      gitlab: { projects: each(["a/b", "a/c"], () => ({ id: 1 })) },
      runners: { r: { ...RUNNER, defaultIdentity: "i" } },
      // @ts-expect-error a project that is none of the keys that each() was given
      identities: { i: { runner: "r", projects: ["a/d"], allow: [] } },
    }),
  () =>
    platform({
      ...BASE,
      gitlab: PROJECTS,
      runners: { r: { ...RUNNER, defaultIdentity: "x" } },
      // @ts-expect-error a misspelt runner in what each() makes
      identities: {
        ...each(["x", "y"], () => ({ runner: "q" as const, projects: ["a/b"] as const, allow: [] })),
      },
    }),
  () =>
    platform({
      ...BASE,
      gitlab: { ...PROJECTS, oidcProvider: "create" },
      identities: {
        ok: { idToken: { projects: ["a/b"], refs: { branches: ["main"] } }, allow: [{ managedPolicy: "x" }] },
        // @ts-expect-error a misspelt project of an ID token
        i: { idToken: { projects: ["a/c"], refs: { branches: ["main"] } }, allow: [] },
        // @ts-expect-error an ID token without refs
        j: { idToken: { projects: ["a/b"] }, allow: [] },
        // @ts-expect-error credentials of pods, on an ID token
        k: { idToken: { projects: ["a/b"], refs: { tags: ["v1"] } }, credentials: "irsa", allow: [] },
        // @ts-expect-error the runner of a job, on an ID token
        l: { idToken: { projects: ["a/b"], refs: { tags: ["v1"] } }, runner: "r", allow: [] },
        // @ts-expect-error the name of a ServiceAccount, on an ID token
        m: { idToken: { projects: ["a/b"], refs: { tags: ["v1"] } }, names: { serviceAccount: "x" }, allow: [] },
        // @ts-expect-error Kubernetes permissions, on an ID token
        n: { idToken: { projects: ["a/b"], refs: { tags: ["v1"] } }, allow: [{ namespace: "docs", role: "view" }] },
        // @ts-expect-error a claim that AWS does not know
        o: { idToken: { projects: ["a/b"], refs: { tags: ["v1"] }, claims: { environment: ["x"] } }, allow: [] },
        // @ts-expect-error unknown credentials
        p: { serviceAccount: "a/b", credentials: "iam-user", allow: [] },
        // @ts-expect-error an ID token on a workload
        q: { serviceAccount: "a/b", idToken: { projects: ["a/b"], refs: { tags: ["v1"] } }, allow: [] },
      },
    }),
  () =>
    platform({
      ...BASE,
      cluster: {
        name: "c",
        // @ts-expect-error a provider that is made and exists
        oidcProvider: { issuer: "https://x.example", existing: "arn:aws:iam::111122223333:oidc-provider/x" },
      },
      identities: {},
    }),
  () =>
    platform({
      ...BASE,
      // @ts-expect-error an option of a cluster that exists, on one that is made
      cluster: { name: "c", create: CREATED, podIdentityAgent: "present" },
      identities: {},
    }),
  () =>
    platform({
      ...BASE,
      // @ts-expect-error a provider that exists, for a cluster that is made
      cluster: { name: "c", create: CREATED, oidcProvider: { existing: "arn:aws:iam::111122223333:oidc-provider/x" } },
      identities: {},
    }),
  () =>
    platform({
      ...BASE,
      // @ts-expect-error an unknown policy of an access entry
      cluster: { name: "c", create: { ...CREATED, accessEntries: { "arn:aws:iam::1:role/a": "owner" } } },
      identities: {},
    }),
  () =>
    platform({
      ...BASE,
      cluster: { name: "c", create: CREATED },
      // @ts-expect-error an unknown type of objects
      gitlab: { objectStorage: { prefix: "acme", also: ["page"] } },
      identities: { g: { serviceAccount: "gitlab/global", allow: [{ use: "gitlab-storage" }] } },
    }),
  () =>
    platform({
      ...BASE,
      gitlab: { objectStorage: { prefix: "acme", also: ["pages"] } },
      identities: {
        g: {
          serviceAccount: "gitlab/global",
          allow: [
            { use: "gitlab-objects" },
            { bucket: "gitlab-pages", access: "list" },
            // @ts-expect-error a misspelt set of permissions of GitLab's
            { use: "gitlab-object" },
          ],
        },
      },
    }),
  // @ts-expect-error a file's key: modules import instead
  () => platform({ ...BASE, include: [], identities: {} }),
  // @ts-expect-error an unknown key
  () => platform({ ...BASE, bukets: {}, identities: {} }),
];

test("what the compiler cannot see is found by the checks, with a path in TypeScript's words", async () => {
  const declared = platform({
    ...BASE,
    gitlab: PROJECTS,
    buckets: { site: { name: "AB" } },
    runners: { r: { ...RUNNER, defaultIdentity: "docs-build" } },
    identities: {
      "docs-build": { runner: "r", projects: ["a/b"], allow: [{ bucket: "site", access: "read", prefix: "x" }] },
    },
  });
  expect(await findingsOf(declared)).toBe(
    [
      'buckets.site.name: error: buckets.site.name: got the bucket name "AB", expected 3 to 63 characters [bucket-name]',
      "  fix: give the bucket another name",
      'identities["docs-build"].allow[0].prefix: error: identities.docs-build.allow[0].prefix: got "x", expected text that ends in "/" [schema]',
      "  fix: prefix: Only objects under this prefix. Ends in /",
      "",
    ].join("\n"),
  );
});
