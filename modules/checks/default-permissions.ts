import type { AccessModel, Binding, Pod, RoleAccess } from "../access/model";
import type { ModelCheck, Observation } from "./rule";

export const defaultPermissions: ModelCheck = {
  id: "default-permissions",
  of: "model",
  what: "A job that asks for nothing may do nothing.",
  why: "Every job of every project on the runner gets these permissions, also one that somebody has just added.",
  fix: "Name an identity with allow: [] as the default, and let jobs ask for the other by its ServiceAccount.",
  example: [
    "runners: { r: { defaultIdentity: build } }",
    "identities:",
    "  build: { runner: r, allow: [{ bucket: site, access: read }] }",
  ].join("\n"),
  acceptable: true,
  judge,
};

function judge({ runners, associations, roles, bindings }: AccessModel): readonly Observation[] {
  const bound = new Map<Pod, Binding>(bindings.map((binding) => [binding.subject, binding]));
  return Object.entries(runners).flatMap(([key, { defaultPod }]): readonly Observation[] => {
    const role = associations[defaultPod];
    const may = [
      ...(role === undefined ? [] : inAws(role, Object.hasOwn(roles, role) ? roles[role] : undefined)),
      ...(bound.has(defaultPod) ? ["in Kubernetes"] : []),
    ];
    if (may.length === 0) return [];
    const message = `got permissions ${may.join(" and ")} for the default ${defaultPod}, expected none: every job gets them`;
    const fix = "name an identity with allow: [] as the default";
    return [{ at: ["runners", key, "defaultPod"], severity: "warning", about: defaultPod, message, fix }];
  });
}

function inAws(name: string, role: RoleAccess | undefined): readonly string[] {
  if (role === undefined) return [`in AWS that cannot be told (role ${name} is made elsewhere)`];
  const parts = [role.statements, role.managedPolicies];
  if (parts.some((part) => "value" in part && part.value.length > 0)) return [`in AWS (role ${name})`];
  return parts.some((part) => "unknown" in part) ? [`in AWS that cannot be told (role ${name})`] : [];
}
