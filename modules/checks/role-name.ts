import { iamRoleNameProblem, iamRolePathProblem } from "../iam/names";
import { identityPolicies, policyName } from "../iam/identity-policies";
import { awsGrants } from "../platform/grants";
import { type Path, pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import type { DeclarationCheck } from "./rule";

export const roleName: DeclarationCheck = {
  id: "role-name",
  of: "declaration",
  what: "Role names and the role path follow IAM's rules, and no two roles have one name.",
  why: "IAM refuses the role, or two entries fight over one.",
  fix: "Give the role another name by names, or shorten the key.",
  example: ["identities:", '  i: { names: { role: "deploy role" } }'].join("\n"),
  acceptable: false,
  judge,
};

function judge(platform: Platform): readonly Problem[] {
  const { aws, identities, runners } = platform;
  const problems: Problem[] = [];
  const pathReason = iamRolePathProblem(aws.rolePath);
  if (pathReason !== undefined) {
    const path = ["aws", "rolePath"];
    problems.push(error("role-name", { path }, `aws.rolePath: got "${aws.rolePath}", ${pathReason}`, "write /path/"));
  }
  const roles: { readonly name: string; readonly at: Path }[] = [
    ...identities.map(({ role, path }) => ({ name: role, at: [...path, "names", "role"] })),
    ...runners.flatMap(({ cache, path }) =>
      cache === undefined ? [] : [{ name: cache.role, at: [...path, "names", "managerRole"] }],
    ),
  ];
  const first = new Map<string, Path>(servicePolicies(platform));
  for (const { name, at } of roles) {
    const reason = iamRoleNameProblem(name);
    if (reason !== undefined) {
      const message = `${pathText(at)}: got the role name "${name}", ${reason}`;
      problems.push(error("role-name", { path: at }, message, "give it another one by names, or shorten the key"));
    }
    // IAM compares names of roles without their case.
    const twin = first.get(name.toLowerCase());
    if (twin === undefined) first.set(name.toLowerCase(), at);
    else {
      const message = `${pathText(at)}: got the role name "${name}", which ${pathText(twin)} has already`;
      problems.push(error("role-name", { path: at }, message, "give one of them another name by names"));
    }
  }
  return problems;
}

/**
 * Names of the policies of services that outgrew one policy, of which a role's own name could be one: it is the name of
 * the role's policy as well. Keys have no "_": only a name that is written out can meet one.
 */
function servicePolicies(platform: Platform): readonly (readonly [string, Path])[] {
  if (!platform.identities.some(({ role }) => role.includes("_"))) return [];
  return platform.identities.flatMap((identity) =>
    identityPolicies(awsGrants(identity), platform.aws).own.flatMap(({ service }) =>
      service === undefined ? [] : [[policyName(identity.role, service).toLowerCase(), identity.path] as const],
    ),
  );
}
