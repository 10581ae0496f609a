import type { AccessModel } from "../access/model";
import { overlapping, type Reach, reaches } from "./crossing";
import type { ModelCheck, Observation } from "./rule";
import { holdersOf } from "../access/trust-domain";

export const bucketAcrossDomains: ModelCheck = {
  id: "bucket-across-domains",
  of: "model",
  what: "Objects that one trust domain writes are not reached by another: a domain is a runner with its jobs, or a workload.",
  why: "What a job of one runner leaves there a job of another runs, unpacks or trusts, under permissions of its own.",
  fix: "Give each its own bucket or prefix; or accept it with a reason, where the reader holds it for data only.",
  example: [
    "identities:",
    "  web-build: { runner: web, projects: [a/b], allow: [{ bucket: shared, access: write }] }",
    "  infra-apply: { runner: infra, projects: [c/d], allow: [{ bucket: shared, access: read }] }",
  ].join("\n"),
  acceptable: true,
  judge,
};

interface Held extends Reach {
  readonly domain: string;
}

function judge(model: AccessModel): readonly Observation[] {
  const holders = holdersOf(model);
  const held = (actions: readonly string[]): readonly Held[] =>
    reaches(model, actions, OBJECTS).flatMap((reach) =>
      holders(reach.role).map(({ domain }) => ({ ...reach, domain })),
    );
  const writers = held(["s3:PutObject", "s3:DeleteObject"]);
  const across = overlapping([...held(["s3:GetObject"]), ...writers], ({ domain }) => domain);
  return writers.flatMap(({ domain, resource, at }): readonly Observation[] => {
    const others = new Set<string>();
    for (const other of across(resource)) if (other.domain !== domain) others.add(other.domain);
    if (others.size === 0) return [];
    const names = [...others].sort().join(", ");
    const message = `got writing ${resource}, which ${names} reaches too, expected one of ${domain} alone`;
    const fix = "give each its own bucket or prefix";
    return [{ at, severity: "warning", about: `${resource} ${names}`, message, fix }];
  });
}

/** Every object, or some of a bucket; access points have names of their own. */
const OBJECTS = /^\*+$|^arn:[^:]*:s3:[^:]*:[^:]*:.*[/*]/;
