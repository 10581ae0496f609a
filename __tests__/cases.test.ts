import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseYaml } from "../modules/platform/yaml";
import { mistakesOf } from "./support/findings";

/**
 * The corpus: each file of cases/ is a declaration that begins with what is to be said about it, a line of the message
 * for each line of comment that begins with "#>". A valid one begins without.
 */
const FOLDER = join(__dirname, "cases");
const CASES = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));

describe("a declaration with a mistake is told about it with line, column, value and fix", () => {
  test.each(CASES)("%s", async (name) => {
    const text = readFileSync(join(FOLDER, name), "utf8");
    const expected = text.split("\n").filter((line) => line.startsWith("#>"));
    const said = (await mistakesOf(parseYaml(text, name))).split("\n").filter((line) => line !== "");
    expect(said.map((line) => `#> ${line.replace(`${name}:`, "")}`)).toEqual(expected);
    expect(expected.length > 0).toBe(!name.startsWith("valid-"));
  });
});
