import { LIMITS } from "../iam/limits";
import { policySize as sizeOf } from "../iam/policy";
import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem, warning } from "../platform/problem";
import { number, overUse } from "./quota";
import type { DeclarationCheck } from "./rule";

export const policySize: DeclarationCheck = {
  id: "policy-size",
  of: "declaration",
  what: "What an identity may do in one AWS service fits into one managed policy.",
  why: "IAM takes 6,144 characters. Policies are split by service; one service cannot be split further.",
  fix: "Use fewer, shorter or wildcard resources, or two identities.",
  example: [
    "identities:",
    "  i:",
    "    allow: # 200 long ARNs of one service",
    '      - { actions: [s3:GetObject], resources: ["arn:aws:s3:::data-1/*"] }',
  ].join("\n"),
  acceptable: false,
  judge,
};

function judge({ identities }: Platform): readonly Problem[] {
  const limit = LIMITS.managedPolicySize.value;
  const fix = "use fewer, shorter or wildcard resources, or two identities";
  return identities.flatMap((identity) => {
    const path = [...identity.path, "allow"];
    const { own, oversized } = identity.policies;
    const large = oversized.map((service) => {
      const most = number(limit);
      const message = `${pathText(path)}: the permissions in ${service} are larger than ${most} characters, the most that a managed policy takes`;
      return error("policy-size", { path }, message, fix);
    });
    // A policy of several services is divided when it outgrows its size.
    const near = own.flatMap(({ document }) => {
      const services = new Set(document.Statement.flatMap(({ Action }) => Action.map(serviceOf)));
      const [service, ...others] = services;
      const over = overUse({ used: sizeOf(document), limit }, `characters of permissions in ${service ?? ""}`);
      if (over?.severity !== "warning" || others.length > 0) return [];
      return [warning("policy-size", { path }, `${pathText(path)}: ${over.message}`, fix)];
    });
    return [...large, ...near];
  });
}

function serviceOf(action: string): string {
  return action.split(":")[0] ?? "";
}
