import type { ActionCatalogue } from "../iam/catalogue";
import { pathText } from "../platform/path";
import type { Grant, KubernetesGrant } from "../platform/grants";
import type { Platform } from "../platform/platform";
import type { Problem } from "../platform/problem";
import type { DeclarationCheck } from "./rule";

export const writeAnyRef: DeclarationCheck = {
  id: "write-any-ref",
  of: "declaration",
  what: "Jobs of a runner with refs: any change nothing.",
  why: "Whoever may push any branch of a project, or opens a merge request in it, runs code there with these permissions.",
  fix: "Move the identity to a runner with refs: protected; or accept it with a reason.",
  example: [
    "runners: { r: { refs: any } }",
    "identities:",
    "  i: { runner: r, allow: [{ repository: shop, access: push }] }",
  ].join("\n"),
  acceptable: true,
  judge,
};

function judge({ runners, identities }: Platform, catalogue: ActionCatalogue): readonly Problem[] {
  const open = new Set(runners.filter(({ refs }) => refs === "any").map(({ key }) => key));
  return identities.flatMap((identity) => {
    if (identity.kind !== "job" || !open.has(identity.runner)) return [];
    const { runner } = identity;
    return identity.grants.flatMap((grant) =>
      changes(grant, catalogue).map(({ about, words }): Problem => {
        const message = `${pathText(grant.path)}: got ${words} on runner ${runner}, which takes any ref, expected permissions to read`;
        const fix = "move the identity to a runner with refs: protected";
        return { check: "write-any-ref", severity: "warning", at: { path: grant.path }, about, message, fix };
      }),
    );
  });
}

interface Change {
  /** What an acceptance names. */
  readonly about: string;
  readonly words: string;
}

/** What a grant lets change; also what cannot be told. */
function changes(grant: Grant, catalogue: ActionCatalogue): readonly Change[] {
  switch (grant.kind) {
    case "bucket": {
      const { access, bucket, prefix = "" } = grant;
      return access === "write" || access === "read-write"
        ? [{ about: `${bucket.name}/${prefix}`, words: `${access} of s3://${bucket.name}/${prefix}` }]
        : [];
    }
    case "repository":
      return grant.access === "push" ? [{ about: grant.arn, words: `push to ${grant.arn}` }] : [];
    case "terraformState": {
      const state = `${grant.bucket.name}/${grant.key}`;
      return grant.access === "write" ? [{ about: state, words: `write of the Terraform state s3://${state}` }] : [];
    }
    case "assume":
      return [{ about: grant.arn, words: `to be ${grant.arn}, whose permissions cannot be told,` }];
    case "managedPolicy": {
      const reads = /^arn:[^:]+:iam::aws:policy\/(?:[\w-]+\/)?(?:\w*(?:ReadOnly|ViewOnly)\w*|SecurityAudit)$/;
      return reads.test(grant.arn)
        ? []
        : [{ about: grant.arn, words: `${grant.arn}, whose permissions cannot be told,` }];
    }
    case "actions":
      return grant.actions
        .filter((action) => !reads(action, catalogue))
        .map((action) => ({ about: action, words: action }));
    case "kubernetes":
      return kubernetesChanges(grant);
    case "parameter":
    case "secret":
      return [];
  }
}

/** Whether all that an action or a pattern of actions names reads and no more; one that is not known does not. */
function reads(action: string, { findActions, isReading }: ActionCatalogue): boolean {
  const named = findActions(action);
  return named.length > 0 && named.every((each) => isReading(each) === true);
}

const READING_VERBS: ReadonlySet<string> = new Set(["get", "list", "watch"]);
const READING_ROLES: ReadonlySet<string> = new Set(["view", "system:discovery", "system:basic-user"]);

function kubernetesChanges({ grants, scope }: KubernetesGrant): readonly Change[] {
  const where = scope === "cluster" ? "the cluster" : scope.namespace;
  if ("clusterRole" in grants) {
    const { clusterRole } = grants;
    return READING_ROLES.has(clusterRole)
      ? []
      : [{ about: `${clusterRole} in ${where}`, words: `ClusterRole ${clusterRole} in ${where}` }];
  }
  return grants.rules.flatMap(({ verbs, resources, nonResourceURLs }) => {
    const changing = verbs.filter((verb) => !READING_VERBS.has(verb));
    if (changing.length === 0) return [];
    const request = `${changing.join("/")} ${[...resources, ...nonResourceURLs].join(", ")} in ${where}`;
    return [{ about: request, words: request }];
  });
}
