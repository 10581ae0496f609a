import { differences } from "../../modules/access/difference";
import { fromPlatform } from "../../modules/access/from-platform";
import { fromTerraform } from "../../modules/access/from-terraform";
import { readWritten } from "../../modules/access/written";
import { EVERYTHING, EXAMPLE, FEDERATION } from "../support/examples";
import { platformOf } from "../support/findings";
import { synthesized } from "../support/synthesized";
import { terraformProblems } from "./schema";

describe.each([
  ["the example", EXAMPLE, 3],
  ["every option", EVERYTHING, 4],
  ["ID tokens of gitlab.com", FEDERATION, 1],
])("what is written for %s", (_, yaml, count) => {
  test("is valid for the real providers", async () => {
    const stacks = synthesized(await platformOf(yaml));
    expect(Object.keys(stacks)).toHaveLength(count);
    expect(Object.values(stacks).flatMap(terraformProblems)).toEqual([]);
  });

  test("read back says what was declared", async () => {
    const platform = await platformOf(yaml);
    const { resources, surroundings } = readWritten(Object.values(synthesized(platform)));
    expect(differences(fromPlatform(platform), fromTerraform(resources, surroundings))).toEqual([]);
  });
});
