import { check } from "../../modules/checks/check";
import { example } from "../../examples/typescript/main";
import { loadCatalogue } from "../../modules/iam/catalogue";
import { read } from "../../modules/platform/read";
import { EXAMPLE } from "../support/examples";
import { platformOf } from "../support/findings";
import { synthesized } from "../support/synthesized";

test("the example in TypeScript writes what the example in YAML writes", async () => {
  const { platform, findings } = check(read(example), await loadCatalogue(["cloudfront"]));
  expect(findings).toEqual([]);
  if (platform === undefined) throw new Error("not checked");
  expect(synthesized(platform)).toEqual(synthesized(await platformOf(EXAMPLE)));
});
