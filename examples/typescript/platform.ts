import { platform } from "../../modules/platform/typed";

/** The example of jobrole.yaml in TypeScript: a misspelt reference is a compile error on its line. */
export default platform({
  name: "ci-prod",
  aws: { account: "123456789012", region: "ap-northeast-1", tags: { owner: "platform" } },
  cluster: { name: "gitlab-cluster-blog", podIdentityAgent: "install" },
  gitlab: { url: "https://gitlab.com", projects: { "acme/docs": { id: 42 } } },
  buckets: {
    site: {},
    cache: { name: "acme-ci-cache", expireAfterDays: 14 },
    logs: { existing: "acme-logs" },
  },
  runners: {
    docs: {
      namespace: "ci-docs",
      tags: ["docs"],
      refs: "protected",
      tokenSecret: "docs-runner-token",
      defaultIdentity: "docs-build",
      cache: "cache",
      jobs: {
        image: "alpine:3.20",
        cpu: { request: "500m", max: "4" },
        memory: { request: "2Gi", max: "8Gi" },
      },
    },
  },
  identities: {
    "docs-build": { runner: "docs", projects: ["acme/docs"], allow: [] },
    "docs-publish": {
      runner: "docs",
      projects: ["acme/docs"],
      allow: [
        { bucket: "site", access: "read-write", prefix: "public/" },
        {
          actions: ["cloudfront:CreateInvalidation"],
          resources: ["arn:aws:cloudfront::123456789012:distribution/E1"],
        },
        { namespace: "docs", role: "view" },
      ],
    },
    gitlab: { serviceAccount: "gitlab/gitlab-global", allow: [{ use: "gitlab-storage" }] },
  },
  permissions: {
    "gitlab-storage": [
      { bucket: "logs", access: "list" },
      { bucket: "logs", access: "read-write" },
    ],
  },
});
