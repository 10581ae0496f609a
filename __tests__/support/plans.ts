import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Review, reviewPlans } from "../../modules/access/change/review";
import { readPlan } from "../../modules/access/plan";
import { Shown } from "../../modules/access/shown";
import { loadManagedPolicies } from "../../modules/iam/managed-policies";
import { changeText } from "../../modules/report/change";
import type { Change } from "../../modules/access/change/change";

/** What terraform printed of plans and a state that the real providers made, the parts apart that nobody reads. */
export type RealPlan = "plan-change" | "plan-create" | "plan-drift" | "state";

export const REAL_PLANS = join(__dirname, "..", "access", "real-plans");

export function realPlan(name: RealPlan): Buffer {
  return readFileSync(join(REAL_PLANS, `${name}.json`));
}

/** A document as terraform would print it. */
export function shown(document: unknown): Shown {
  return Shown.of(Buffer.from(JSON.stringify(document)));
}

export async function reviewOf(...documents: readonly (Buffer | object)[]): Promise<Review> {
  const plans = documents.map((document) => readPlan(Buffer.isBuffer(document) ? Shown.of(document) : shown(document)));
  return reviewPlans(plans, [], await MANAGED_POLICIES);
}

/** Loaded once: reviews are many. */
const MANAGED_POLICIES = loadManagedPolicies();

/** Changes as one reads them: `role publish gained may s3:GetObject on …`. */
export function texts(changes: readonly Change[]): readonly string[] {
  return changes.map(
    (change) => `${change.subject.kind} ${change.subject.name} ${change.effect} ${changeText(change)}`,
  );
}

/** A plan of one resource: what it was, what it will be. */
export function planOf(...changes: readonly object[]): object {
  return { format_version: "1.2", terraform_version: "1.11.4", resource_changes: changes, configuration: {} };
}

export function resourceChange(
  address: string,
  actions: readonly string[],
  before: unknown,
  after: unknown,
  more = {},
) {
  const type = address.replace(/^(module\.[^.]+\.)*/, "").split(".")[0] ?? "";
  return { address, mode: "managed", type, change: { actions, before, after, after_unknown: {}, ...more } };
}
