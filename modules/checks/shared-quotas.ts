import { LIMITS } from "../iam/limits";
import { type Account, accounts } from "../platform/accounts";
import type { Platform } from "../platform/platform";
import type { Problem } from "../platform/problem";
import { overUse, quotaOf } from "./quota";

/** A quota that the platforms of one account, or of one cluster, use up together. */
interface SharedQuota {
  readonly check: string;
  readonly things: string;
  readonly fix: string;
  /** Undefined where a platform has no part in it. */
  readonly scope: (platform: Platform) => { readonly name: string; readonly path: string } | undefined;
  readonly uses: (account: Account) => number;
  readonly limit: (platform: Platform) => number;
}

const account = ({ aws }: Platform) => ({ name: `account ${aws.account}`, path: "aws" });
const RAISE = "raise the quota and declare it by aws.quotas, or use several accounts";

const SHARED: readonly SharedQuota[] = [
  {
    check: "role-count",
    things: "roles",
    fix: RAISE,
    scope: account,
    uses: ({ role }) => (role === undefined ? 0 : 1),
    limit: ({ aws }) => quotaOf(aws.quotas, "roles"),
  },
  {
    check: "managed-policy-count",
    things: "customer managed policies",
    fix: RAISE,
    scope: account,
    uses: ({ role }) => role?.policies.own.length ?? 0,
    limit: ({ aws }) => quotaOf(aws.quotas, "managedPolicies"),
  },
  {
    check: "association-count",
    things: "pod identity associations",
    fix: "use several clusters, or let jobs with the same permissions share an identity",
    scope: ({ cluster }) => (cluster === undefined ? undefined : { name: `cluster ${cluster.arn}`, path: "cluster" }),
    uses: ({ role }) => (role === undefined ? 0 : 1),
    limit: () => LIMITS.associationsPerCluster.value,
  },
];

/** What platforms that are written together use of a quota together: the problems of each, in order. */
export function sharedQuotas(platforms: readonly Platform[]): readonly (readonly Problem[])[] {
  const [, second] = platforms;
  if (second === undefined) return platforms.map(() => []);
  const totals = new Map<string, number>();
  return platforms.map((platform) => {
    const own = accounts(platform);
    return SHARED.flatMap((quota) => problemsOf(quota, platform, own, totals));
  });
}

/** Adds a platform to the totals; the problem is that of the platform with which there are too many. */
function problemsOf(
  { check, things, fix, scope, uses, limit }: SharedQuota,
  platform: Platform,
  own: readonly Account[],
  totals: Map<string, number>,
): readonly Problem[] {
  const within = scope(platform);
  if (within === undefined) return [];
  const { name, path } = within;
  const key = `${check} ${name}`;
  const before = totals.get(key) ?? 0;
  const used = before + own.reduce((sum, each) => sum + uses(each), 0);
  totals.set(key, used);
  // Without the others it is a finding of the platform by itself.
  const over = before === 0 ? undefined : overUse({ used, limit: limit(platform) }, things);
  if (over === undefined) return [];
  const message = `${path}: ${over.message}, together with the platforms before it in ${name}`;
  return [{ check, severity: over.severity, at: { path: [path] }, message, fix }];
}
