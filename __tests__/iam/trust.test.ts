import { podIdentityTrust } from "../../modules/iam/trust";

test("a role is trusted for one ServiceAccount of one cluster, by its session tags", () => {
  const clusterArn = "arn:aws:eks:eu-central-1:123456789012:cluster/main";
  expect(podIdentityTrust({ account: "123456789012", clusterArn, namespace: "ci", serviceAccount: "docs" })).toEqual({
    Version: "2012-10-17",
    Statement: [
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
    ],
  });
});
