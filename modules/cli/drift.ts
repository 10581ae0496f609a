import { reviewDrift } from "../access/change/drift";
import { fromPlatform } from "../access/from-platform";
import { loadManagedPolicies } from "../iam/managed-policies";
import { type ReviewFormat, reviewReport } from "../report/review";
import { EXIT, Failure } from "./exit";
import { judgeAloud } from "./judge";
import type { Source } from "./load";
import { readShown } from "./shown-file";

/** `jobrole drift STATE|PLAN…`: holds what is there, as states or plans tell it, against a declaration. */
export async function drift(
  sources: readonly Source[],
  paths: readonly string[],
  format: Exclude<ReviewFormat, "gitlab-terraform">,
): Promise<number> {
  const { platforms } = await judgeAloud(sources);
  if (platforms === undefined) return EXIT.invalid;
  const [platform, ...others] = platforms;
  if (platform === undefined || others.length > 0) {
    throw new Failure(`got ${String(platforms.length)} declarations, expected the one that the states are of`);
  }
  const found = readShown(paths).map((file) =>
    file.kind === "state" ? file.state : { ...file.plan, resources: file.plan.before },
  );
  const review = reviewDrift(fromPlatform(platform), found, await loadManagedPolicies());
  const same = review.changes.length + review.unread.length === 0;
  const outcome = { kind: same ? ("passed" as const) : ("differs" as const) };
  process.stdout.write(reviewReport({ review, title: "Against the declaration", files: paths, outcome }, format));
  return same ? EXIT.ok : EXIT.no;
}
