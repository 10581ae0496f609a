import { didYouMean, suggest } from "../../modules/platform/suggest";

describe("a suggestion", () => {
  test.each<[string, readonly string[], string | undefined]>([
    ["dosc", ["docs", "infra"], "docs"],
    ["bukets", ["name", "buckets"], "buckets"],
    ["GETOBJEKT", ["GetObject", "PutObject"], "GetObject"],
    ["q", ["r"], "r"],
    ["xyzzyplugh", ["GetObject", "AssociateAccessGrantsIdentityCenter"], undefined],
    ["anything", [], undefined],
  ])("for %s among %j is %s", (word, candidates, expected) => {
    expect(suggest(word, candidates)).toBe(expected);
  });

  test("that is not to be had becomes the list, or says that there is none", () => {
    expect(didYouMean("zzz", ["docs", "build"])).toBe("there is: build, docs");
    expect(didYouMean("zzz", [])).toBe("none is declared");
  });
});
