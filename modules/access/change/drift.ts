import { createHash } from "node:crypto";
import type { ManagedPolicies } from "../../iam/managed-policies";
import { fromTerraform } from "../from-terraform";
import type { AccessModel } from "../model";
import type { Resource, Surroundings } from "../resource";
import { changes } from "./changes";
import { masking } from "./mask";
import { holdersOf, type Review, together } from "./review";

/** Something that tells what is there: a state, or what a plan found. */
export interface Found {
  readonly resources: readonly Resource[];
  readonly surroundings: Surroundings;
  readonly secrets: readonly string[];
}

/** What is there against what is declared: what goes beyond the declaration is gained, what falls short is lost. */
export function reviewDrift(declared: AccessModel, found: readonly Found[], managedPolicies: ManagedPolicies): Review {
  const resources = found.flatMap((each) => each.resources);
  const living = fromTerraform(resources, together(found));
  const mask = masking(found.flatMap(({ secrets }) => secrets));
  const review = mask({
    changes: changes(declared, living, { managedPolicies }),
    byHand: [],
    holders: holdersOf(declared, living),
    unread: living.unread,
    assumed: [],
  });
  const digest = createHash("sha256").update(JSON.stringify(review)).digest("hex").slice(0, 40);
  return { ...review, counts: { create: 0, update: 0, delete: 0 }, digest };
}
