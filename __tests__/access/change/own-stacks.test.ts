import { planText } from "../../../bench/plan";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFolder, jobrole } from "../../support/cli";
import { EXAMPLE } from "../../support/examples";
import { platformOf } from "../../support/findings";
import { synthesized } from "../../support/synthesized";

/** What `jobrole drift` says of plans of the example's stacks, as they are applied after a change of the declaration. */
async function drift(applied: string) {
  const stacks = Object.values(synthesized(await platformOf(applied)));
  return inFolder((folder) => {
    writeFileSync(join(folder, "jobrole.yaml"), EXAMPLE);
    const plans = stacks.map((stack, i) => {
      const name = `${String(i)}.json`;
      writeFileSync(join(folder, name), planText([stack], [stack]));
      return name;
    });
    return jobrole(folder, ["drift", ...plans]);
  });
}

describe("the stacks of this app", () => {
  test("have not drifted where what is there is what is declared", async () => {
    expect(await drift(EXAMPLE)).toMatchObject({
      code: 0,
      stderr: "",
      stdout: expect.stringContaining("nothing in who may do what") as string,
    });
  });

  test("have drifted where it is not", async () => {
    const { code, stdout } = await drift(
      EXAMPLE.replace('can: s3:PutObject, on: "bucket:site/public/index.html" }', "can: list pods, in: docs }").replace(
        "prefix: public/",
        "prefix: www/",
      ),
    );
    expect(code).toBe(3);
    expect(stdout).toContain("arn:aws:s3:::ci-prod-site/www/*");
  });
});
