import { podIdentityTrust, serviceAccountSubject, STS_AUDIENCE, webIdentityTrust } from "../../modules/iam/trust";

test("a role is trusted for one ServiceAccount of one cluster, by its session tags", () => {
  const clusterArn = "arn:aws:eks:eu-central-1:123456789012:cluster/main";
  expect(podIdentityTrust({ account: "123456789012", clusterArn, namespace: "ci", serviceAccount: "docs" })).toEqual([
    {
      Effect: "Allow",
      Principal: { Service: ["pods.eks.amazonaws.com"] },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: {
        ArnEquals: { "aws:SourceArn": [clusterArn] },
        StringEquals: {
          "aws:RequestTag/kubernetes-namespace": ["ci"],
          "aws:RequestTag/kubernetes-service-account": ["docs"],
          "aws:SourceAccount": ["123456789012"],
        },
      },
    },
  ]);
});

const GITLAB = { arn: "arn:aws:iam::123456789012:oidc-provider/gitlab.com", issuer: "gitlab.com" };

describe("a role is trusted in tokens", () => {
  test("of a cluster for one ServiceAccount, both compared as they are", () => {
    const issuer = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLEOIDCID77E02783D8273C";
    const arn = `arn:aws:iam::123456789012:oidc-provider/${issuer}`;
    const subjects = [serviceAccountSubject("gitlab-runner", "test-iamrole-sa")];
    expect(webIdentityTrust({ provider: { arn, issuer }, audience: STS_AUDIENCE, subjects })).toEqual([
      {
        Effect: "Allow",
        Principal: { Federated: [arn] },
        Action: ["sts:AssumeRoleWithWebIdentity"],
        Condition: {
          StringEquals: {
            [`${issuer}:aud`]: ["sts.amazonaws.com"],
            [`${issuer}:sub`]: ["system:serviceaccount:gitlab-runner:test-iamrole-sa"],
          },
        },
      },
    ]);
  });

  test("by patterns apart from exact subjects, each with the audience and every claim", () => {
    const statements = webIdentityTrust({
      provider: GITLAB,
      audience: "https://gitlab.com",
      subjects: ["project_path:a/b:ref_type:branch:ref:main", "project_path:a/b:ref_type:tag:ref:*"],
      claims: { ref_protected: ["true"] },
    });
    expect(statements.map(({ Condition }) => Condition)).toEqual([
      {
        StringEquals: {
          "gitlab.com:aud": ["https://gitlab.com"],
          "gitlab.com:ref_protected": ["true"],
          "gitlab.com:sub": ["project_path:a/b:ref_type:branch:ref:main"],
        },
      },
      {
        StringEquals: { "gitlab.com:aud": ["https://gitlab.com"], "gitlab.com:ref_protected": ["true"] },
        StringLike: { "gitlab.com:sub": ["project_path:a/b:ref_type:tag:ref:*"] },
      },
    ]);
  });

  test("of nobody, where there is no subject", () => {
    expect(webIdentityTrust({ provider: GITLAB, audience: "https://gitlab.com", subjects: [] })).toEqual([]);
  });
});
