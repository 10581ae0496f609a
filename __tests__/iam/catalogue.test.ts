import { type ActionCatalogue, loadCatalogue } from "../../modules/iam/catalogue";

describe("the catalogue of actions", () => {
  let catalogue: ActionCatalogue;
  beforeAll(async () => {
    catalogue = await loadCatalogue(["s3", "nonsense"]);
  });

  test("knows services, also those it did not load", () => {
    expect(catalogue.hasService("s3")).toBe(true);
    expect(catalogue.hasService("ec2")).toBe(true);
    expect(catalogue.hasService("nonsense")).toBe(false);
  });

  test.each<[string, readonly string[]]>([
    ["s3:GetObject", ["s3:GetObject"]],
    ["s3:getobject", ["s3:GetObject"]],
    ["s3:GetObjectA??", ["s3:GetObjectAcl"]],
    ["s3:GetObjekt", []],
    ["s3:", []],
    ["nonsense:*", []],
  ])("finds %s as %j", (pattern, expected) => {
    expect(catalogue.findActions(pattern)).toEqual(expected);
  });

  test.each([
    ["aws:SourceIp", true],
    ["AWS:sourceip", true],
    ["aws:PrincipalTag/team", true],
    ["aws:RequestTag/", false],
    ["s3:prefix", true],
    ["s3:ExistingObjectTag/stage", true],
    ["s3:prefixx", false],
    ["ec2:Region", false],
  ])("condition key %s is known: %s", (key, known) => {
    expect(catalogue.hasConditionKey(key, ["s3"])).toBe(known);
  });

  test("suggests what was meant, and nothing where nothing is near", () => {
    expect(catalogue.suggestAction("s3:GetObjekt")).toBe("s3:GetObject");
    expect(catalogue.suggestService("s33")).toBe("s3");
    expect(catalogue.suggestConditionKey("s3:prefx", ["s3"])).toBe("s3:prefix");
    expect(catalogue.suggestAction("s3:xyzzyplugh")).toBeUndefined();
  });
});
