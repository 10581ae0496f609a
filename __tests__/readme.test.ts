import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { planText } from "../bench/plan";
import { parseYaml } from "../modules/platform/yaml";
import { jobrole, inFolder, ROOT } from "./support/cli";
import { EXAMPLE, fileText } from "./support/examples";
import { findingsOf, platformOf } from "./support/findings";
import { synthesized } from "./support/synthesized";

const README = fileText("README.md");

/** The fenced blocks of a language. */
function blocks(language: string): readonly string[] {
  return [...README.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(([, text]) => text ?? "");
}

const BROKEN = `name: p
aws: { account: "111122223333", region: eu-central-1 }
cluster: { name: c }
gitlab: { projects: { a/b: { id: 1 } } }
buckets: { site: {} }
runners:
  r: { namespace: jobs, refs: protected, tokenSecret: t, defaultIdentity: build }
identities:
  # a misspelt bucket
  build: { runner: r, projects: [a/b], allow: [{ bucket: sitee, access: read }] }
`;

/** What terraform plans for the stack of identities after the merge request of the README. */
async function mergeRequestPlan(): Promise<string> {
  const [diff = ""] = blocks("diff");
  const lines = (mark: string) => diff.split("\n").flatMap((line) => (line.startsWith(mark) ? line.slice(1) : []));
  const [old, now] = [lines("-"), lines("+")];
  const changed = old.reduce((text, line, i) => {
    expect(text).toContain(line);
    return text.replace(line, now[i] ?? "");
  }, EXAMPLE);
  const [before, after] = [synthesized(await platformOf(EXAMPLE)), synthesized(await platformOf(changed))];
  return planText([before["ci-prod-identities"]], [after["ci-prod-identities"]]);
}

/** The arguments of a command of the README. */
function argumentsOf(command: string): readonly string[] {
  if (command !== "npm start") return command.replace("node dist/main.js ", "").split(" ");
  const { scripts } = JSON.parse(fileText("package.json")) as { scripts: { start: string } };
  // The build is not run again while other tests use what it made.
  expect(scripts.start).toBe("npm run --silent build && node dist/main.js synth");
  return ["synth"];
}

describe("the README", () => {
  test.each(blocks("console").map((block) => [block.slice(2, block.indexOf("\n")), block] as const))(
    "%s",
    async (command, block) => {
      const plan = command.includes("review") ? await mergeRequestPlan() : "";
      inFolder((folder) => {
        writeFileSync(join(folder, "identities.json"), plan);
        writeFileSync(join(folder, "jobrole.yaml"), EXAMPLE);
        writeFileSync(join(folder, "broken.yaml"), BROKEN);
        cpSync(join(ROOT, "examples"), join(folder, "examples"), { recursive: true });
        const { stdout, stderr } = jobrole(folder, argumentsOf(command));
        expect(`$ ${command}\n${stderr}${stdout}`).toBe(block);
      });
    },
  );

  test("declares what is right", async () => {
    const [declaration = ""] = blocks("yaml");
    expect((await platformOf(declaration)).identities.map(({ key }) => key)).toEqual([
      "docs-build",
      "docs-publish",
      "gitlab",
      "release",
    ]);
  });

  test("adds a job to every environment of examples/company", () => {
    const [, , job = ""] = blocks("yaml");
    expect(job.split("\n").slice(1, -1)).toHaveLength(4);
    inFolder((folder) => {
      cpSync(join(ROOT, "examples"), join(folder, "examples"), { recursive: true });
      writeFileSync(join(folder, "examples", "company", "all", "more.yaml"), job);
      const configs = ["dev", "staging", "prod"].flatMap((name) => ["-c", `examples/company/${name}.yaml`]);
      const { stdout } = jobrole(folder, ["access", "shop-smoke", ...configs]);
      expect(stdout.match(/read parameter\/web\/smoke\//g)).toHaveLength(3);
    });
  });

  test("shows tests that an identity passes, and an acceptance that is one", async () => {
    const [tests = "", accept = ""] = ["expect:\n", "accept:\n"].map(
      (word) => blocks("yaml").find((block) => block.includes(word) && !block.includes("name: ci-prod")) ?? "",
    );
    const { identities } = parse(tests) as { identities: Record<string, { expect: readonly object[] }> };
    const example = parse(EXAMPLE) as { identities: Record<string, object> };
    const declared = {
      ...example,
      identities: {
        ...example.identities,
        "docs-publish": { ...example.identities["docs-publish"], ...identities["docs-publish"] },
        report: { serviceAccount: "apps/report", allow: [{ managedPolicy: "ReadOnlyAccess" }] },
      },
      ...(parse(accept) as object),
    };
    // Without a permission to list, there is nothing to say of a prefix.
    const list = "identities.docs-publish.expect[1]";
    const findings = (await findingsOf(parseYaml(stringify(declared), "x"))).split("\n").filter((l) => l !== "");
    expect(findings.filter((line) => line.includes("error")).every((line) => line.includes(list))).toBe(true);
    expect(findings.join()).not.toContain("accept");
  });

  test("points Terraform at an emulator", async () => {
    const aws = blocks("yaml").find((block) => block.includes("endpoint: ")) ?? "";
    expect((await platformOf(`name: p\n${aws}identities: {}\n`)).aws.endpoint).toBe("http://127.0.0.1:4566");
  });

  test("shows a job that its runner admits", () => {
    const [, job = ""] = blocks("yaml");
    expect(parse(job)).toEqual({
      publish: { tags: ["docs"], variables: { KUBERNETES_SERVICE_ACCOUNT_OVERWRITE: "docs-publish" } },
    });
  });
});
