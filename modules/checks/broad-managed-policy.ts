import type { AccessModel } from "../access/model";
import type { ModelCheck, Observation } from "./rule";

export const broadManagedPolicy: ModelCheck = {
  id: "broad-managed-policy",
  of: "model",
  what: "No role has a managed policy of AWS that is about everything.",
  why: "It holds for every resource of the account, also those that are made later, and AWS adds permissions to it unasked.",
  fix: "Grant what the job does, on what it does it to; or accept it with a reason.",
  example: ["identities:", "  i:", "    allow: [{ managedPolicy: PowerUserAccess }]"].join("\n"),
  acceptable: true,
  judge,
};

/** What they allow, in a few words. @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html */
const BROAD: Readonly<Record<string, { readonly severity: "error" | "warning"; readonly words: string }>> = {
  AdministratorAccess: { severity: "error", words: "allows everything" },
  PowerUserAccess: { severity: "error", words: "allows everything but IAM" },
  IAMFullAccess: { severity: "error", words: "allows to become any role" },
  ReadOnlyAccess: { severity: "warning", words: "reads all data of the account" },
  SecurityAudit: { severity: "warning", words: "reads the configuration of the whole account" },
  "job-function/ViewOnlyAccess": { severity: "warning", words: "sees the whole account" },
  "job-function/SystemAdministrator": { severity: "error", words: "allows to run code under other roles" },
  "job-function/DatabaseAdministrator": { severity: "warning", words: "allows everything on every database" },
  "job-function/NetworkAdministrator": { severity: "warning", words: "allows everything on every network" },
  "job-function/DataScientist": { severity: "error", words: "allows to run code under other roles" },
};

function judge({ roles }: AccessModel): readonly Observation[] {
  return Object.entries(roles).flatMap(([role, { managedPolicies }]) => {
    if (!("value" in managedPolicies)) return [];
    return managedPolicies.value.flatMap((arn, index) => {
      const name = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1] ?? "";
      const broad = Object.hasOwn(BROAD, name) ? BROAD[name] : fullAccess(name);
      if (broad === undefined) return [];
      const { severity, words } = broad;
      return [
        {
          at: ["roles", role, "managedPolicies", index],
          severity,
          about: name,
          message: `got ${name}, which ${words}, expected what the job does`,
          fix: "grant actions on resources, or a bucket, repository, parameter or secret",
        },
      ];
    });
  });
}

/** Policies of one service, by the name that AWS gives them. */
function fullAccess(name: string): (typeof BROAD)[string] | undefined {
  const [, service] = /^(?:Amazon|AWS)?(\w+?)_?FullAccess$/.exec(name) ?? [];
  return service === undefined ? undefined : { severity: "warning", words: `allows everything in ${service}` };
}
