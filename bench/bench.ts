import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { differences } from "../modules/access/difference";
import { fromPlatform } from "../modules/access/from-platform";
import { fromTerraform } from "../modules/access/from-terraform";
import { reviewPlans } from "../modules/access/change/review";
import { readPlan } from "../modules/access/plan";
import { Shown } from "../modules/access/shown";
import { readWritten } from "../modules/access/written";
import { checkTogether } from "../modules/checks/check";
import { expectation } from "../modules/checks/expectation";
import { loadCatalogue } from "../modules/iam/catalogue";
import { loadManagedPolicies } from "../modules/iam/managed-policies";
import { read } from "../modules/platform/read";
import { parseYaml } from "../modules/platform/yaml";
import { textTable } from "../modules/report/table";
import { synthesize } from "../stacks/app";
import { planText } from "./plan";
import { reachTime } from "./reach";
import { verdictsPerSecond } from "./verdicts";

interface Size {
  readonly platforms: number;
  /** In each platform, 100 to a runner. */
  readonly identities: number;
}

/**
 * `npm run bench`: how time and memory grow with the number of identities, by phase. The exponent is that of the growth
 * from the second size to the third: 1 is linear. The last has as many identities as the third, in several platforms.
 * After that, how long it takes to find who leaves a trust domain, and how many verdicts of IAM a second holds.
 */
const SIZES: readonly Size[] = [
  { platforms: 1, identities: 100 },
  { platforms: 1, identities: 1000 },
  { platforms: 1, identities: 5000 },
  { platforms: 5, identities: 1000 },
];

/** Identities of one model whose reach is measured; the last shows that it stays linear. */
const REACH_SIZES = [500, 5000, 20_000];

async function main(): Promise<void> {
  // What is loaded once is not counted to the first size.
  await measure({ platforms: 1, identities: 10 });
  const results: Measurement[] = [];
  for (const size of SIZES) results.push(await measure(size));
  const phases = Object.keys(results[0]?.phases ?? {});
  const total = (phaseTimes: Readonly<Record<string, number>>) => Object.values(phaseTimes).reduce((a, b) => a + b, 0);
  const growth = Math.log((SIZES[2]?.identities ?? 1) / (SIZES[1]?.identities ?? 1));
  const rows = [...phases, "total"].map((phase) => {
    const times = results.map(({ phases: p }) => (phase === "total" ? total(p) : (p[phase] ?? 0)));
    const exponent = Math.log((times[2] ?? 0) / (times[1] ?? 1)) / growth;
    const sizes = results.map(({ memory }) => memory[phase] ?? Math.max(...Object.values(memory)));
    const cells = times.map((time, i) => `${time.toFixed(0)} ms, ${((sizes[i] ?? 0) / 2 ** 20).toFixed(0)} MiB`);
    return [phase, ...cells, exponent.toFixed(2)];
  });
  const titles = SIZES.map(
    ({ platforms, identities }) => `${platforms > 1 ? `${String(platforms)} x ` : ""}${String(identities)} identities`,
  );
  process.stdout.write(textTable(["phase", ...titles, "exponent"], rows));
  const times = REACH_SIZES.map(reachTime);
  const rowsOfReach = times.map(({ identities: count, edges, escapes, milliseconds }) =>
    [count, edges, escapes].map(String).concat(`${milliseconds.toFixed(0)} ms`),
  );
  process.stdout.write(`\n${textTable(["identities", "edges", "escapes", "reach"], rowsOfReach)}`);
  const verdicts = Math.round(verdictsPerSecond() / 1000).toLocaleString("en-US");
  process.stdout.write(`\nIAM by ten statements: ${verdicts},000 verdicts a second\n`);
}

interface Measurement {
  /** Milliseconds by phase. */
  readonly phases: Readonly<Record<string, number>>;
  /** Resident set at the end of each phase, in bytes. */
  readonly memory: Readonly<Record<string, number>>;
}

async function measure({ platforms: count, identities }: Size): Promise<Measurement> {
  const texts = Array.from({ length: count }, (_, i) => declaration(`bench-${String(i)}`, identities));
  const folder = mkdtempSync(join(tmpdir(), "jobrole-bench-"));
  const phases: Record<string, number> = {};
  const memory: Record<string, number> = {};
  const phase = <T>(name: string, run: () => T): T => {
    const start = performance.now();
    const result = run();
    phases[name] = performance.now() - start;
    memory[name] = process.memoryUsage.rss();
    return result;
  };
  globalThis.gc?.();
  const catalogue = await loadCatalogue(["s3", "cloudfront"]);
  try {
    const readings = phase("load", () => texts.map((text) => read(parseYaml(text, "bench.yaml"))));
    const checked = phase("check", () => checkTogether(readings, catalogue));
    const platforms = checked.flatMap(({ platform }) => platform ?? []);
    if (platforms.length < count) throw new Error("the declaration of the benchmark is wrong");
    // Counted within "check" already: five tests of each identity.
    phase("expectations", () => platforms.flatMap((platform) => expectation.judge(platform, catalogue)));
    const models = phase("model", () => platforms.map(fromPlatform));
    const stacks = phase("synth", () => synthesize(platforms, folder));
    const different = phase("read back", () =>
      models.flatMap((model, i) => {
        const documents = (stacks[i] ?? []).map(
          (stack) => JSON.parse(readFileSync(join(folder, "stacks", stack, "cdk.tf.json"), "utf8")) as unknown,
        );
        const { resources, surroundings } = readWritten(documents);
        return differences(model, fromTerraform(resources, surroundings));
      }),
    );
    if (different.length > 0) throw new Error("what was written is not what was declared");
    const managedPolicies = await loadManagedPolicies();
    const plans = stacks.map((names) => plansOf(folder, names));
    phase("review", () =>
      plans.map((texts) =>
        reviewPlans(
          texts.map((text) => readPlan(Shown.of(text))),
          [],
          managedPolicies,
        ),
      ),
    );
    return { phases, memory };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Plans of stacks, as files: every tenth permission to write becomes a wildcard. */
function plansOf(folder: string, stacks: readonly string[]): readonly Buffer[] {
  return stacks.map((stack) => {
    const text = readFileSync(join(folder, "stacks", stack, "cdk.tf.json"), "utf8");
    let count = 0;
    const changed = text.replace(/s3:PutObject/g, (action) => (count++ % 10 === 0 ? "s3:Put*" : action));
    return Buffer.from(planText([JSON.parse(text)], [JSON.parse(changed)]));
  });
}

function declaration(name: string, identities: number): string {
  const runnerOf = (i: number) => `runner-${String(Math.floor(i / 100))}`;
  const keys = Array.from({ length: identities }, (_, i) => `job-${String(i)}`);
  const runners = [...new Set(keys.map((_, i) => runnerOf(i)))];
  return stringify({
    name,
    aws: { account: "123456789012", region: "eu-central-1", quotas: { roles: 10_000, managedPolicies: 10_000 } },
    cluster: { name },
    gitlab: { projects: { "acme/docs": { id: 42 } } },
    // No caches: 5,000 identities have all the associations that a cluster takes.
    buckets: { site: {} },
    runners: Object.fromEntries(
      runners.map((key, i) => [
        key,
        {
          namespace: key,
          refs: "protected",
          tokenSecret: "token",
          defaultIdentity: `job-${String(i * 100)}`,
        },
      ]),
    ),
    identities: Object.fromEntries(
      keys.map((key, i) => [
        key,
        {
          runner: runnerOf(i),
          projects: ["acme/docs"],
          allow: [
            { bucket: "site", access: "read-write", prefix: `${key}/` },
            {
              actions: ["cloudfront:CreateInvalidation"],
              resources: [`arn:aws:cloudfront::123456789012:distribution/${key}`],
            },
            { namespace: "docs", role: "view" },
          ],
          expect: [
            { can: "s3:PutObject", on: `bucket:site/${key}/index.html` },
            { cannot: "s3:PutObject", on: "bucket:site/other/index.html" },
            { cannot: "cloudfront:CreateInvalidation", on: "arn:aws:cloudfront::123456789012:distribution/other" },
            { can: "list pods", in: "docs" },
            { cannot: "delete deployments.apps", in: "docs" },
          ],
        },
      ]),
    ),
  });
}

void main();
