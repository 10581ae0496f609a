import { LIMITS } from "../iam/limits";
import type { QuotaName } from "../platform/platform";
import type { Quotas } from "./rule";

/** How much of a quota is used. */
export interface Use {
  readonly used: number;
  readonly limit: number;
}

/** What is wrong with a use: over the quota AWS refuses, and from 80 % on there is not much room. */
export interface OverUse {
  readonly severity: "error" | "warning";
  /** `got 9 managed policies, expected less than 80 % of the quota of 10` */
  readonly message: string;
}

/** What holds in an account: AWS's own number, or the one that it was raised to. */
export function quotaOf(quotas: Quotas, name: QuotaName): number {
  return quotas[name] ?? LIMITS[name].value;
}

/** Judges a use; undefined while there is room. */
export function overUse({ used, limit }: Use, things: string): OverUse | undefined {
  const got = `got ${number(used)} ${things}`;
  if (used > limit) return { severity: "error", message: `${got}, expected at most ${number(limit)}` };
  if (used < NEAR * limit) return undefined;
  return { severity: "warning", message: `${got}, expected less than 80 % of the quota of ${number(limit)}` };
}

const NEAR = 0.8;

/** How a quota is raised, where it can be. */
export function raise(name: QuotaName, limit: number): string | undefined {
  const { maximum, code } = LIMITS[name];
  return limit >= maximum ? undefined : `raise the quota ${code} and declare it by aws.quotas.${name}`;
}

/** A number with its thousands apart. The locale's own way takes more than a tenth of the start of a command. */
export function number(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
