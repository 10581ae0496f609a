import fc from "fast-check";
import { check } from "../../modules/checks/check";
import { fromPlatform } from "../../modules/access/from-platform";
import { type ActionCatalogue, loadCatalogue } from "../../modules/iam/catalogue";
import type { Statement } from "../../modules/iam/policy";
import { idTokenSubjects } from "../../modules/gitlab/subjects";
import { read } from "../../modules/platform/read";

describe("the subjects of ID tokens", () => {
  const projects = [
    { path: "acme/docs", id: 42 },
    { path: "acme/sub/app", id: 9 },
  ];

  test("name each project with each branch and tag", () => {
    const refs = { branches: ["main", "release/*"], tags: ["v1"] };
    expect(idTokenSubjects({ projects, subject: "project_path", refs })).toEqual([
      "project_path:acme/docs:ref_type:branch:ref:main",
      "project_path:acme/docs:ref_type:branch:ref:release/*",
      "project_path:acme/docs:ref_type:tag:ref:v1",
      "project_path:acme/sub/app:ref_type:branch:ref:main",
      "project_path:acme/sub/app:ref_type:branch:ref:release/*",
      "project_path:acme/sub/app:ref_type:tag:ref:v1",
    ]);
  });

  test("name a project by its id, which no other ever gets", () => {
    const refs = { branches: ["main"], tags: [] };
    expect(idTokenSubjects({ projects, subject: "project_id", refs })).toEqual([
      "project_id:42:ref_type:branch:ref:main",
      "project_id:9:ref_type:branch:ref:main",
    ]);
  });
});

/** A token as AWS sees it: claim → value. */
type Token = Readonly<Record<string, string>>;

/** Whether a trust policy lets a token in, by IAM's rules for the operators that are written. */
function admits(trust: readonly Statement[], issuer: string, token: Token): boolean {
  return trust.some(({ Effect, Condition = {} }) =>
    Effect === "Allow" && Object.keys(Condition).length > 0
      ? Object.entries(Condition).every(([operator, keys]) =>
          Object.entries(keys).every(([key, values]) => {
            const value = token[key.replace(`${issuer}:`, "")];
            return value !== undefined && values.some((pattern) => holds(operator, pattern, value));
          }),
        )
      : Effect === "Allow",
  );
}

function holds(operator: string, pattern: string, value: string): boolean {
  if (operator === "StringEquals") return pattern === value;
  if (operator !== "StringLike") throw new Error(`an operator that nobody expected: ${operator}`);
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(value);
}

describe("the trust of an ID token", () => {
  let catalogue: ActionCatalogue;
  beforeAll(async () => {
    catalogue = await loadCatalogue([]);
  });

  const segment = fc.constantFrom("main", "release", "v1.0", "*", "feature-x");
  const ref = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
  const refs = fc.record({
    branches: fc.array(ref, { minLength: 1, maxLength: 3 }),
    tags: fc.array(ref, { minLength: 1, maxLength: 2 }),
  });
  const OURS = { "grp/app": 7, "grp/sub/app": 77 };
  // Names and ids that begin, end or go on like ours, and what a ref may be called to look like a subject.
  const foreignPath = fc.constantFrom(
    "grp-evil/app",
    "grp/app-evil",
    "grp/app/evil",
    "evil/grp/app",
    "grp/ap",
    "grp/sub/app2",
  );
  const foreignId = fc.constantFrom(8, 70, 777, 17);
  const name = fc.constantFrom(
    "main",
    "release/1",
    "v1.0",
    "grp/app",
    "ref_type-branch-ref-main",
    "project_path/grp/app",
  );

  test("admits no other project, whatever refs are declared and whatever its refs are called", () => {
    fc.assert(
      fc.property(
        refs,
        fc.constantFrom("project_path", "project_id"),
        foreignPath,
        foreignId,
        fc.constantFrom("branch", "tag"),
        name,
        (declared, subject, path, id, kind, called) => {
          const value = {
            name: "p",
            aws: { account: "111122223333", region: "eu-central-1" },
            gitlab: {
              oidcProvider: "create",
              projects: Object.fromEntries(Object.entries(OURS).map(([ours, number]) => [ours, { id: number }])),
            },
            identities: { i: { idToken: { projects: Object.keys(OURS), refs: declared, subject }, allow: [] } },
          };
          const { platform } = check(read({ value, problems: [], locate: () => ({ text: "" }) }), catalogue);
          if (platform === undefined) throw new Error("the declaration is right");
          const trust = fromPlatform(platform).roles["p-i"]?.trust;
          if (trust === undefined || !("value" in trust)) throw new Error("the role is there");
          const token = (project: string, refType: string, refName: string): Token => ({
            aud: "https://gitlab.com",
            sub: `${project}:ref_type:${refType}:ref:${refName}`,
          });
          for (const project of [`project_path:${path}`, `project_id:${String(id)}`])
            expect(admits(trust.value, "gitlab.com", token(project, kind, called))).toBe(false);

          const own = subject === "project_id" ? "project_id:7" : "project_path:grp/app";
          const wanted = (declared.branches[0] ?? "").replaceAll("*", "any");
          expect(admits(trust.value, "gitlab.com", token(own, "branch", wanted))).toBe(true);
          expect(admits(trust.value, "gitlab.com", { ...token(own, "branch", wanted), aud: "other" })).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });
});
