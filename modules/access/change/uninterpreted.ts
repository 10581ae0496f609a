import { isInterpreted } from "../from-terraform";
import { releaseRest } from "../interpret-runner";
import { at, type Resource, Unknown } from "../resource";
import { CHANGING_SECRET, SENSITIVE } from "../shown-values";

/**
 * Names what changes of an interpreted resource that is no part of the model and may matter all the same. Arguments that
 * only say how something is called, sized or timed are none of it.
 */
export function uninterpretedChanges(before: Resource | undefined, after: Resource | undefined): readonly string[] {
  if (after === undefined || !isInterpreted(after.type)) return [];
  const same = (old: unknown, now: unknown) => textOf(old) === textOf(now);
  const named = [
    ...(DECISIVE.get(after.type) ?? []).filter(
      (argument) => !same(at(before?.values, argument), at(after.values, argument)),
    ),
    ...(hasChangingSecret(after.values) ? [SENSITIVE] : []),
  ];
  if (before === undefined) return named;
  const tags = TAGGED.has(after.type) && !same(at(before.values, "tags"), at(after.values, "tags")) ? ["tags"] : [];
  const isRelease = after.type === "helm_release";
  const values = isRelease && !same(releaseRest(before), releaseRest(after)) ? ["values"] : [];
  const chart = isRelease ? CHART.filter((part) => !same(at(before.values, part), at(after.values, part))) : [];
  return [...named, ...tags, ...values, ...chart];
}

/** Arguments that count from the first. */
const DECISIVE: ReadonlyMap<string, readonly string[]> = new Map([
  ["aws_eks_addon", ["service_account_role_arn", "pod_identity_association", "configuration_values"]],
  ["aws_eks_pod_identity_association", ["target_role_arn", "external_id", "disable_session_tags"]],
]);

/** What may be told apart by its tags: another one can make a condition hold. */
const TAGGED: ReadonlySet<string> = new Set(["aws_iam_role"]);

const CHART = ["chart", "repository", "version"];

/** Whether there is a sensitive value that is another one than before: on both sides it is not told which. */
function hasChangingSecret(value: unknown): boolean {
  if (value instanceof Unknown) return value.why === CHANGING_SECRET;
  return typeof value === "object" && value !== null && Object.values(value).some(hasChangingSecret);
}

/** Nothing said, and nothing known to be said, is the same. */
function textOf(value: unknown): string {
  if (value instanceof Unknown) return `unknown: ${value.why}`;
  const text = JSON.stringify(value ?? "");
  return ["{}", "[]", '""', "false"].includes(text) ? "" : text;
}
