import { type Gate, stoppedBy } from "../access/change/change";
import { type Review, reviewPlans } from "../access/change/review";
import { loadManagedPolicies } from "../iam/managed-policies";
import { type Outcome, type ReviewFormat, reviewReport } from "../report/review";
import { EXIT, Failure } from "./exit";
import { readShown } from "./shown-file";

export interface ReviewCommand {
  readonly format: ReviewFormat;
  /** States to compare with. */
  readonly base?: readonly string[];
  readonly failOn: readonly Gate[];
  /** The digest of the review that was approved. */
  readonly approved?: string;
}

/** `jobrole review PLAN…`: says what plans change in who may do what, and stops where that needs a human. */
export async function review(
  paths: readonly string[],
  { format, base = [], failOn, approved }: ReviewCommand,
): Promise<number> {
  const plans = readShown(paths).map((file, i) => {
    if (file.kind === "plan") return file.plan;
    throw new Failure(`got the state ${paths[i] ?? ""}, expected a plan: a state goes to --base, or to drift`);
  });
  const states = readShown(base).map((file, i) => {
    if (file.kind === "state") return file.state;
    throw new Failure(`got the plan ${base[i] ?? ""} for --base, expected a state`);
  });
  const found = reviewPlans(plans, states, await loadManagedPolicies());
  const outcome = outcomeOf(found, failOn, approved);
  process.stdout.write(reviewReport({ review: found, title: "Changes", files: paths, outcome }, format));
  if (outcome.kind !== "stopped") return EXIT.ok;
  if (approved !== undefined) {
    process.stderr.write(
      `error: got --approved ${approved}, which is not the digest of this review: ${found.digest}\n`,
    );
  }
  return EXIT.no;
}

/** What was done by hand stops as well: the plan may leave it. */
function outcomeOf(
  { changes, byHand, digest }: Review,
  failOn: readonly Gate[],
  approved: string | undefined,
): Outcome {
  const by = failOn
    .map((gate) => ({ gate, count: stoppedBy(gate, [...changes, ...byHand]).length }))
    .filter(({ count }) => count > 0);
  if (by.length === 0) return { kind: "passed" };
  return approved === digest ? { kind: "approved" } : { kind: "stopped", by };
}
