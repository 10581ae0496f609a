import { check } from "../../modules/checks/check";
import example from "../../examples/typescript/platform";
import { loadCatalogue } from "../../modules/iam/catalogue";
import { read } from "../../modules/platform/read";
import { join } from "node:path";
import { filesOf, inFolder, jobrole, ROOT } from "../support/cli";
import { EXAMPLE } from "../support/examples";
import { platformOf } from "../support/findings";
import { synthesized } from "../support/synthesized";

test("the example in TypeScript writes what the example in YAML writes", async () => {
  const { platform, findings } = check(read(example), await loadCatalogue(["cloudfront"]));
  expect(findings).toEqual([]);
  if (platform === undefined) throw new Error("not checked");
  expect(synthesized(platform)).toEqual(synthesized(await platformOf(EXAMPLE)));
});

test("the example in TypeScript runs as a program of its own, without a file", () => {
  inFolder((folder) => {
    const program = join(ROOT, "dist", "examples", "typescript", "main.js");
    const { code, stderr } = jobrole(folder, [], {}, program);
    expect([code, stderr]).toEqual([0, ""]);
    expect(Object.keys(filesOf(folder))).toContain(join("cdktf.out", "stacks", "ci-prod-identities", "cdk.tf.json"));
  });
});

test("environments that a function makes are written together by one program", () => {
  inFolder((folder) => {
    const program = join(ROOT, "dist", "examples", "typescript", "environments.js");
    const { code, stdout, stderr } = jobrole(folder, ["check"], {}, program);
    expect([code, stdout, stderr]).toEqual([0, "0 errors, 0 warnings\n", ""]);
    expect(jobrole(folder, [], {}, program).code).toBe(0);
    expect(Object.keys(filesOf(join(folder, "cdktf.out"))).filter((file) => file.endsWith("cdk.tf.json"))).toEqual(
      ["dev", "prod"].flatMap((name) =>
        ["identities", "runners", "storage"].map((stack) => join("stacks", `${name}-${stack}`, "cdk.tf.json")),
      ),
    );
  });
});
