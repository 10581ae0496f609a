import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { CHECKS } from "../../modules/checks/all";
import { checkModel } from "../../modules/checks/check";
import { loadCatalogue } from "../../modules/iam/catalogue";
import { pathText } from "../../modules/platform/path";
import { parseYaml } from "../../modules/platform/yaml";
import { findingsOf } from "../support/findings";
import { type CaseModel, modelOf } from "./case-model";

/**
 * The corpus of the checks: a folder for each, with declarations that have what it finds (`bad-*.yaml`) and that come
 * close (`good-*.yaml`). A case begins with what is said of it, a line for each comment that begins with "#>"; what
 * other checks say does not count. Where the language cannot say a case, it is a part of an AccessModel under `model`.
 */
const FOLDER = join(__dirname, "cases");
const CASES = readdirSync(FOLDER).flatMap((id) => readdirSync(join(FOLDER, id)).map((name) => [id, name] as const));

describe("a check finds what it is there for, and nothing else", () => {
  test.each(CASES)("%s/%s", async (id, name) => {
    const text = readFileSync(join(FOLDER, id, name), "utf8");
    const expected = text.split("\n").filter((line) => line.startsWith("#>"));
    expect((await said(text, id)).map((line) => `#> ${line}`)).toEqual(expected);
    expect(expected.length > 0).toBe(name.startsWith("bad-"));
  });

  test("every check of a model has a bad and a good case", () => {
    const kinds = (id: string) =>
      CASES.filter(([check]) => check === id).map(([, name]) => name.replace(/-.*|\.yaml/g, ""));
    for (const { id, of } of CHECKS.filter((check) => check.of === "model")) {
      expect([id, of, [...new Set(kinds(id))].sort()]).toEqual([id, of, ["bad", "good"]]);
    }
  });
});

/** What a check says of a case, line by line. */
async function said(text: string, id: string): Promise<readonly string[]> {
  const declared = parse(text) as Partial<CaseModel>;
  if (declared.model !== undefined) {
    const findings = checkModel(modelOf(declared.model), await loadCatalogue(["ecr", "iam", "s3"]), declared.quotas);
    return findings
      .filter(({ check }) => check === id)
      .flatMap(({ at, severity, message, fix }) => [
        `${pathText(at)}: ${severity}: ${message} [${id}]`,
        `  fix: ${fix}`,
      ]);
  }
  const lines = (await findingsOf(parseYaml(text, "x"))).split("\n").map((line) => line.replace(/^x:/, ""));
  return lines.filter((line, i) => line.endsWith(`[${id}]`) || (lines[i - 1] ?? "").endsWith(`[${id}]`));
}
