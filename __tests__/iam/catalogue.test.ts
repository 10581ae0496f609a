import { type ActionCatalogue, loadCatalogue } from "../../modules/iam/catalogue";

describe("the catalogue of actions", () => {
  let catalogue: ActionCatalogue;
  beforeAll(async () => {
    catalogue = await loadCatalogue(["s3", "nonsense"]);
  });

  test("knows services, also those it did not load", () => {
    expect(catalogue.services).toEqual(expect.arrayContaining(["s3", "ec2"]));
    expect(catalogue.services).not.toContain("nonsense");
    expect(catalogue.actionsOf("s3")).toContain("GetObject");
    expect(catalogue.actionsOf("ec2")).toEqual([]);
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
    ["s3:GetObject", true],
    ["S3:listbucket", true],
    ["s3:PutObject", false],
    ["s3:PutObjectTagging", false],
    ["s3:PutBucketPolicy", false],
    ["s3:GetObjekt", undefined],
    ["ec2:DescribeInstances", undefined],
  ])("%s reads and no more: %s", (action, reading) => {
    expect(catalogue.isReading(action)).toBe(reading);
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
});
