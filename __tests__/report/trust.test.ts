import { refsText, trustText } from "../../modules/report/trust";

const issuer = "gitlab.com";
const web = (Condition: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>) => ({
  Effect: "Allow" as const,
  Principal: { Federated: [`arn:aws:iam::123456789012:oidc-provider/${issuer}`] },
  Action: ["sts:AssumeRoleWithWebIdentity"],
  Condition,
});

describe("a trust policy in words", () => {
  test("names projects with their refs, issuer, audience and every further claim", () => {
    const statement = web({
      StringEquals: { "gitlab.com:aud": ["https://gitlab.com"], "gitlab.com:ref_protected": ["true"] },
      StringLike: { "gitlab.com:sub": ["project_path:a/b:ref_type:branch:ref:*", "project_id:4:ref_type:tag:ref:v1"] },
    });
    expect(trustText(statement)).toBe(
      "any branch of a/b or tag v1 of project 4 by tokens of gitlab.com for https://gitlab.com, ref_protected true",
    );
  });

  test("shows a subject of another form as it is", () => {
    const statement = web({ StringEquals: { "gitlab.com:aud": ["x"], "gitlab.com:sub": ["project_path:a/*"] } });
    expect(trustText(statement)).toBe("project_path:a/* by tokens of gitlab.com for x");
  });

  test.each([
    ["no subject", web({ StringEquals: { "gitlab.com:aud": ["x"] } })],
    ["another operator", web({ StringNotEquals: { "gitlab.com:sub": ["x"] } })],
    ["a claim of another issuer", web({ StringEquals: { "gitlab.com:aud": ["x"], "other.com:sub": ["y"] } })],
    ["everybody", { Effect: "Allow" as const, Principal: "*" as const, Action: ["sts:AssumeRole"] }],
  ])("makes no words of %s, but says it", (_, statement) => {
    expect(trustText(statement)).toBe(JSON.stringify(statement));
  });

  test("says refs as they are declared", () => {
    expect(refsText({ branches: ["main", "release/*"], tags: ["*"], protected: true })).toBe(
      "branch main or branch release/* or any tag, protected only",
    );
  });
});
