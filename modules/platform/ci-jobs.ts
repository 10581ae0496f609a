import type { CiJob } from "../gitlab/ci-jobs";
import { roleArn } from "../iam/arn";
import type { Identity, JobIdentity } from "./identity";
import type { Platform } from "./platform";

/**
 * The hidden jobs by which jobs of projects become the identities of a platform.
 *
 * @param project only what jobs of this one may be
 * @param prefix of the names, where there are several platforms: an identity is known in its own only
 */
export function ciJobsOf(platform: Platform, project: string | undefined, prefix = ""): readonly CiJob[] {
  const { runners } = platform;
  const byKey = new Map(runners.map((runner) => [runner.key, runner]));
  return platform.identities.flatMap((identity): readonly CiJob[] => {
    if (identity.kind === "workload" || !isOf(identity, project)) return [];
    const name = `.as-${prefix}${identity.key}`;
    if (identity.kind === "id-token") return [tokenJob(platform, identity, name)];
    const runner = byKey.get(identity.runner);
    if (runner === undefined) return [];
    const { tags, refs, namespaces } = runner;
    return [
      {
        kind: "runner",
        name,
        notes: [
          `${identity.key}: jobs of ${projectsText(identity)} on runner ${runner.key}${refs === "protected" ? ", protected refs only" : ""}`,
        ],
        tags,
        serviceAccount: identity.serviceAccount,
        ...(identity.namespace === namespaces[0] ? {} : { namespace: identity.namespace }),
      },
    ];
  });
}

type TokenIdentity = Extract<Identity, { readonly kind: "id-token" }>;

function tokenJob({ aws }: Platform, identity: TokenIdentity, name: string): CiJob {
  const { branches, tags, protected: only } = identity.refs;
  const refs = [
    ...(branches.length === 0 ? [] : [`branches ${branches.join(", ")}`]),
    ...(tags.length === 0 ? [] : [`tags ${tags.join(", ")}`]),
  ];
  return {
    kind: "id-token",
    name,
    notes: [
      `${identity.key}: jobs of ${projectsText(identity)} on ${only ? "protected " : ""}${refs.join(" and ")}, on any runner`,
      `a job with a before_script of its own begins it with !reference [${name}, before_script]`,
    ],
    roleArn: roleArn(aws, identity.role),
    region: aws.region,
    audience: identity.audience,
  };
}

function isOf({ projects }: JobIdentity | TokenIdentity, project: string | undefined): boolean {
  return project === undefined || projects.some(({ path }) => path === project);
}

function projectsText({ projects }: JobIdentity | TokenIdentity): string {
  return projects.map(({ path }) => path).join(", ");
}
