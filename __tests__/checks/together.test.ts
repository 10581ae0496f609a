import { check, checkTogether } from "../../modules/checks/check";
import { loadCatalogue } from "../../modules/iam/catalogue";
import { read } from "../../modules/platform/read";
import { parseYaml } from "../../modules/platform/yaml";

const WEB = `name: web
aws: { account: "111122223333", region: eu-central-1 }
cluster: { name: shared }
gitlab: { projects: { a/b: { id: 1 } } }
buckets: { cache: { name: acme-cache } }
runners:
  r: { namespace: ci-web, refs: protected, tokenSecret: t, defaultIdentity: i, cache: { bucket: cache, prefix: ci/ } }
identities:
  i: { runner: r, projects: [a/b], allow: [] }
`;

/** Another platform of the same cluster, with these parts. */
const other = (parts: string) => `name: other
aws: { account: "111122223333", region: eu-central-1 }
cluster: { name: shared, podIdentityAgent: present }
gitlab: { projects: { a/b: { id: 1 } } }
buckets: { cache: { existing: acme-cache } }
${parts}`;

/** Messages of the check for the second of two platforms, which by itself has no error. */
async function said(parts: string): Promise<readonly string[]> {
  const readings = [WEB, other(parts)].map((text) => read(parseYaml(text, "x")));
  const catalogue = await loadCatalogue([]);
  for (const reading of readings) {
    expect(check(reading, catalogue).findings.filter(({ severity }) => severity === "error")).toEqual([]);
  }
  const [, second] = checkTogether(readings, catalogue);
  return (second?.findings ?? []).flatMap(({ check: id, message }) => (id === "together" ? [message] : []));
}

describe("several platforms of one cluster", () => {
  test("keep their workloads out of the namespaces of each other's runners", async () => {
    expect(
      await said(`identities:
  job: { serviceAccount: ci-web/i, allow: [] }
  manager: { serviceAccount: ci-web-manager/r-manager, allow: [] }
  app: { serviceAccount: apps/app, allow: [] }`),
    ).toEqual([
      'identities.job.serviceAccount: got a workload in the namespace "ci-web", which is that of runners.r of web',
      'identities.manager.serviceAccount: got a workload in the namespace "ci-web-manager", which is that of runners.r of web',
    ]);
  });

  test("have no permissions there", async () => {
    expect(
      await said(`identities:
  app: { serviceAccount: apps/app, allow: [{ namespace: ci-web, role: view }, { namespace: docs, role: view }] }`),
    ).toEqual([
      'identities.app.allow[0]: got permissions in the namespace "ci-web", which is that of runners.r of web',
    ]);
  });

  test("do not share a part of a cache", async () => {
    const runner = (prefix: string) => `runners:
  q: { namespace: ci-q, refs: protected, tokenSecret: t, defaultIdentity: j, cache: { bucket: cache, prefix: ${prefix} } }
identities:
  j: { runner: q, projects: [a/b], allow: [] }`;
    expect(await said(runner("ci/infra/"))).toEqual([
      "runners.q.cache: got the cache acme-cache/ci/infra/, expected one outside of acme-cache/ci/, that of runners.r.cache of web",
    ]);
    expect(await said(runner("infra/"))).toEqual([]);
  });
});
