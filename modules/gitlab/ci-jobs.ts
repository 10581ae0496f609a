import { stringify } from "yaml";

/** A hidden job that others extend to be an identity. */
export type CiJob = RunnerCiJob | IdTokenCiJob;

interface CiJobBase {
  /** Such as `.as-docs-publish`. */
  readonly name: string;
  /** Who may extend it, in words; a line each. */
  readonly notes: readonly string[];
}

/** A job on a runner that lets it choose its ServiceAccount. */
export interface RunnerCiJob extends CiJobBase {
  readonly kind: "runner";
  readonly tags: readonly string[];
  readonly serviceAccount: string;
  /** Where it is not the one that the runner is configured for. */
  readonly namespace?: string;
}

/** A job anywhere that shows its ID token to AWS. */
export interface IdTokenCiJob extends CiJobBase {
  readonly kind: "id-token";
  readonly roleArn: string;
  readonly region: string;
  readonly audience: string;
}

/**
 * Lines of a `.gitlab-ci.yml`: a hidden job for each identity.
 *
 * @see https://docs.gitlab.com/ci/yaml/
 */
export function ciYaml(jobs: readonly CiJob[]): string {
  return jobs
    .map((job) => {
      const notes = job.notes.map((note) => `# ${note}\n`).join("");
      return `${notes}${stringify({ [job.name]: keywords(job) }, { lineWidth: 0 })}`;
    })
    .join("\n");
}

function keywords(job: CiJob): object {
  if (job.kind === "id-token") return tokenKeywords(job);
  const { tags, serviceAccount, namespace } = job;
  return {
    ...(tags.length === 0 ? {} : { tags }),
    variables: {
      KUBERNETES_SERVICE_ACCOUNT_OVERWRITE: serviceAccount,
      ...(namespace === undefined ? {} : { KUBERNETES_NAMESPACE_OVERWRITE: namespace }),
    },
  };
}

/**
 * AWS's SDKs and CLI find the role and the token by themselves in these variables, and renew the credentials while the
 * token lives: for the timeout of the job, or five minutes where it has none.
 *
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
 */
function tokenKeywords({ roleArn, region, audience }: IdTokenCiJob): object {
  return {
    id_tokens: { AWS_ID_TOKEN: { aud: audience } },
    variables: {
      AWS_ROLE_ARN: roleArn,
      AWS_ROLE_SESSION_NAME: "gitlab-$CI_PROJECT_ID-$CI_JOB_ID",
      AWS_WEB_IDENTITY_TOKEN_FILE: "/tmp/aws-id-token-$CI_JOB_ID",
      AWS_REGION: region,
    },
    before_script: [WRITE_TOKEN],
  };
}

/** Only the job's own user reads the file, and nobody put one there before: -C follows no link and overwrites nothing. */
const WRITE_TOKEN = `(set -euC; umask 077; printf %s "$AWS_ID_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE")`;
