import { appliesExample } from "./applied-example";

const ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLEOIDCID77E02783D8273C";

appliesExample({
  name: "irsa",
  stacks: ["ci-identities", "ci-runners"],
  told: "ci-identities",
  outputs: {
    oidc_provider_arns: { cluster: `arn:aws:iam::123456789012:oidc-provider/${ISSUER}` },
    role_arns: {
      nothing: "arn:aws:iam::123456789012:role/ci-nothing",
      test: "arn:aws:iam::123456789012:role/test-iamrole",
    },
    service_accounts: {
      nothing: "gitlab-runner/nothing",
      shared__manager: "gitlab-runner-manager/shared-manager",
      test: "gitlab-runner/test-iamrole-sa",
    },
  },
  made: /oidc-provider|ci-|test-iamrole/,
});
