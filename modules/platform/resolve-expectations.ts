import { bucketArn } from "../iam/arn";
import type { Bucket } from "./bucket";
import type { Expectation, Question } from "./identity";
import type { Path } from "./path";
import type { Aws } from "./platform";
import type { DeclarationInput } from "./schema/declaration";

type ExpectationInput = NonNullable<DeclarationInput["identities"][string]["expect"]>[number];

/** Resolves the tests of an identity. */
export function resolveExpectations(
  inputs: readonly ExpectationInput[],
  path: Path,
  aws: Aws,
  buckets: ReadonlyMap<string, Bucket>,
): readonly Expectation[] {
  return inputs.map((input, i) => {
    const can = "can" in input;
    const question = resolveQuestion({ ...input, asked: can ? input.can : input.cannot }, aws, buckets);
    return { can, question, path: [...path, i] };
  });
}

/** A question as it is written. */
export interface QuestionInput {
  /** An AWS action, or a verb and a resource of Kubernetes. */
  readonly asked: string;
  readonly on?: string | undefined;
  readonly in?: string | undefined;
  readonly when?: Readonly<Record<string, string | readonly string[]>> | undefined;
}

/** What a question means. A bucket that is not declared is looked for by its key: nothing is allowed on it. */
export function resolveQuestion(
  { asked, on = "*", in: namespace, when = {} }: QuestionInput,
  aws: Pick<Aws, "partition">,
  buckets: ReadonlyMap<string, Bucket>,
): Question {
  if (!isAwsAction(asked)) {
    return { kind: "kubernetes", request: asked, ...(namespace === undefined ? {} : { namespace }) };
  }
  const { key, object } = bucketReference(on) ?? {};
  const resource = key === undefined ? on : `${bucketArn(aws.partition, buckets.get(key)?.name ?? key)}${object ?? ""}`;
  const context = Object.entries(when).map(([name, value]) => [name, typeof value === "string" ? [value] : value]);
  return {
    kind: "aws",
    action: asked,
    resource,
    context: Object.fromEntries(context) as Extract<Question, { readonly kind: "aws" }>["context"],
  };
}

/** Whether a question is about AWS: Kubernetes has a space between verb and resource. */
export function isAwsAction(asked: string): boolean {
  return /^[^\s:]+:\S*$/.test(asked);
}

/** The bucket that `bucket:KEY/object` is about, and the object with its slash. */
export function bucketReference(on: string): { readonly key: string; readonly object: string } | undefined {
  const [, key, object] = /^bucket:([^/]+)(.*)$/s.exec(on) ?? [];
  return key === undefined || object === undefined ? undefined : { key, object };
}
