import { loadCatalogue } from "../../modules/iam/catalogue";
import { ESCALATIONS, escalationsOf } from "../../modules/iam/escalations";

describe("the list of escalations", () => {
  test("has actions of AWS in its spelling, each once", async () => {
    const actions = ESCALATIONS.map(({ action }) => action);
    const catalogue = await loadCatalogue([...new Set(actions.map((action) => action.split(":")[0] ?? ""))]);
    expect(actions.map((action) => catalogue.findActions(action))).toEqual(actions.map((action) => [action]));
    expect(new Set(actions).size).toBe(actions.length);
  });

  test("says of each where AWS describes it", () => {
    for (const { source, action } of ESCALATIONS) {
      expect([action, source]).toEqual([
        action,
        expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/),
      ]);
    }
  });

  test.each<[string, readonly string[]]>([
    ["iam:PassRole", ["iam:PassRole"]],
    ["IAM:passrole", ["iam:PassRole"]],
    ["iam:PassRoles", []],
    ["iam:Pass*", ["iam:PassRole"]],
    ["s3:PutBucket*", ["s3:PutBucketAcl", "s3:PutBucketPolicy", "s3:PutBucketPublicAccessBlock"]],
    ["ssm:Start???????", ["ssm:StartSession"]],
    ["s3:Get*", []],
  ])("%s has %j of it", (pattern, expected) => {
    expect(escalationsOf(pattern).map(({ action }) => action)).toEqual(expected);
  });
});
