import { appliesExample } from "./applied-example";

appliesExample({
  name: "gitlab-oidc",
  stacks: ["oidc-storage", "oidc-federation"],
  told: "oidc-federation",
  outputs: {
    oidc_provider_arns: { gitlab: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" },
    role_arns: { deploy: "arn:aws:iam::123456789012:role/oidc-deploy" },
  },
  made: /oidc-/,
});
