import type { Grant } from "../platform/grants";
import type { Identity } from "../platform/identity";

/** What an identity may do, in a few words: one for each grant, in the order of the declaration. */
export function permissions(identity: Identity): readonly string[] {
  return identity.grants.length === 0 ? ["nothing"] : identity.grants.map(permission);
}

function permission(grant: Grant): string {
  switch (grant.kind) {
    case "bucket":
      return `${grant.access} s3://${grant.bucket.name}/${grant.prefix ?? ""}`;
    case "managedPolicy":
      return grant.arn.replace(/^arn:[^:]*:iam::aws:policy\//, "");
    case "repository":
      return `${grant.access} ${resourceOf(grant.arn)}`;
    case "parameter":
      return `read ${resourceOf(grant.arn)}`;
    case "secret":
      return `read ${resourceOf(grant.arn).replace(/-\?{6}$/, "")}`;
    case "terraformState":
      return `${grant.access} Terraform state s3://${grant.bucket.name}/${grant.key}`;
    case "assume":
      return `be ${grant.arn}`;
    case "actions": {
      const conditions = Object.keys(grant.conditions).length === 0 ? "" : " under conditions";
      return `${some(grant.actions)} on ${some(grant.resources)}${conditions}`;
    }
    case "kubernetes": {
      const where = grant.scope === "cluster" ? "the whole cluster" : `namespace ${grant.scope.namespace}`;
      if ("clusterRole" in grant.grants) return `${grant.grants.clusterRole} in ${where}`;
      const rules = grant.grants.rules.map(
        ({ verbs, resources, nonResourceURLs }) =>
          `${verbs.join("/")} ${[...resources, ...nonResourceURLs].join(", ")}`,
      );
      return `${rules.join("; ")} in ${where}`;
    }
  }
}

/** `repository/shop`, of an ARN. */
function resourceOf(arn: string): string {
  return arn.split(":").slice(5).join(":");
}

function some(list: readonly string[]): string {
  const [first = "", ...others] = list;
  return others.length === 0 ? first : `${first} and ${String(others.length)} more`;
}
