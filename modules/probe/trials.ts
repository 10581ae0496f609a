import { parseArn } from "../iam/arn";
import { parseRequest } from "../kubernetes/evaluate/parse-request";
import type { KubernetesRequest } from "../kubernetes/evaluate/request";
import type { Expectation, Question } from "../platform/identity";

/** How a test of an identity is tried from inside: a call that changes nothing, or why there is none. */
export type Trial =
  /** Words of a command; it is allowed unless AWS answers that it is denied. */
  | { readonly kind: "aws"; readonly can: boolean; readonly what: string; readonly command: readonly string[] }
  /** The body of a SelfSubjectAccessReview. */
  | { readonly kind: "kubernetes"; readonly can: boolean; readonly what: string; readonly review: string }
  | { readonly kind: "skipped"; readonly what: string; readonly why: string };

/** How the tests of an identity are tried. */
export function trialsOf(expectations: readonly Expectation[]): readonly Trial[] {
  return expectations.map(({ can, question }): Trial => {
    const what = `${can ? "can" : "cannot"} ${words(question)}`;
    if (question.kind === "kubernetes") {
      const parsed = parseRequest(question.request, question.namespace);
      if ("problem" in parsed) return { kind: "skipped", what, why: parsed.problem };
      return { kind: "kubernetes", can, what, review: accessReview(parsed.request) };
    }
    const command = awsCommand(question);
    if (typeof command === "string") return { kind: "skipped", what, why: command };
    return { kind: "aws", can, what, command };
  });
}

function words(question: Question): string {
  if (question.kind === "aws") return `${question.action} on ${question.resource}`;
  return `${question.request}${question.namespace === undefined ? "" : ` in namespace ${question.namespace}`}`;
}

/** @see https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/ */
function accessReview(request: KubernetesRequest): string {
  const spec =
    "nonResourceURL" in request
      ? { nonResourceAttributes: { path: request.nonResourceURL, verb: request.verb } }
      : { resourceAttributes: request };
  return JSON.stringify({ apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectAccessReview", spec });
}

/**
 * A call that needs one permission and changes nothing. An upload in parts that is begun leaves no object, and what is
 * begun goes by the bucket's lifecycle where it may not be aborted.
 */
function awsCommand({
  action,
  resource,
  context,
}: Extract<Question, { readonly kind: "aws" }>): readonly string[] | string {
  const trial = TRIALS[action];
  if (trial === undefined) return "no call is known that needs this permission and changes nothing";
  const [open] = Object.keys(context).filter((key) => key !== "s3:prefix");
  if (open !== undefined) return `whether ${open} is as the test has it depends on the request`;
  if (/[*?]/.test(resource) && resource !== "*") return "the resource is a pattern, which no call can name";
  return trial(resource, context) ?? `the resource is not one of ${action}`;
}

type AwsTrial = (
  resource: string,
  context: Readonly<Record<string, readonly string[]>>,
) => readonly string[] | undefined;

const TRIALS: Readonly<Partial<Record<string, AwsTrial>>> = {
  "s3:ListAllMyBuckets": () => ["s3api", "list-buckets"],
  "s3:GetBucketLocation": (arn) => ofBucket(arn, "get-bucket-location"),
  "s3:ListBucket": (arn, { "s3:prefix": prefix = [] }) => {
    const [only] = prefix;
    const under = only === undefined ? [] : ["--prefix", only];
    return ofBucket(arn, "list-objects-v2", "--max-keys", "1", "--no-paginate", ...under);
  },
  "s3:ListBucketMultipartUploads": (arn) =>
    ofBucket(arn, "list-multipart-uploads", "--max-uploads", "1", "--no-paginate"),
  "s3:GetObject": (arn) => ofObject(arn, "head-object"),
  "s3:PutObject": (arn) => ofObject(arn, "create-multipart-upload", "--query", "UploadId"),
  "ecr:GetAuthorizationToken": () => ["ecr", "get-authorization-token"],
  "ecr:BatchGetImage": (arn) => {
    const { resource = "", account = "" } = parseArn(arn) ?? {};
    const [kind, ...name] = resource.split("/");
    if (kind !== "repository" || name.length === 0) return undefined;
    const repository = ["--registry-id", account, "--repository-name", name.join("/")];
    return ["ecr", "batch-get-image", ...repository, "--image-ids", "imageTag=latest"];
  },
  "ssm:GetParameter": (arn) => {
    const { resource = "" } = parseArn(arn) ?? {};
    if (!resource.startsWith("parameter/")) return undefined;
    return ["ssm", "get-parameter", "--name", arn, "--query", "Parameter.Name"];
  },
  "secretsmanager:GetSecretValue": (arn) => [
    "secretsmanager",
    "get-secret-value",
    "--secret-id",
    arn,
    "--query",
    "ARN",
  ],
  "sts:AssumeRole": (arn) => [
    "sts",
    "assume-role",
    "--role-arn",
    arn,
    "--role-session-name",
    "probe",
    "--query",
    "AssumedRoleUser",
  ],
};

function ofBucket(arn: string, call: string, ...options: readonly string[]): readonly string[] | undefined {
  const { service, resource = "" } = parseArn(arn) ?? {};
  if (service !== "s3" || resource.includes("/")) return undefined;
  return ["s3api", call, "--bucket", resource, ...options];
}

function ofObject(arn: string, call: string, ...options: readonly string[]): readonly string[] | undefined {
  const { service, resource = "" } = parseArn(arn) ?? {};
  const [bucket = "", ...key] = resource.split("/");
  if (service !== "s3" || key.join("/") === "") return undefined;
  return ["s3api", call, "--bucket", bucket, "--key", key.join("/"), ...options];
}
