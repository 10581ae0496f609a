import type { AccessModel, Pod } from "../access/model";
import { scopeName, scopeText } from "./binding-scope";
import type { ModelCheck, Observation } from "./rule";

export const defaultServiceAccount: ModelCheck = {
  id: "default-service-account",
  of: "model",
  what: "Nothing is bound to the ServiceAccount `default` of a namespace: neither Kubernetes permissions nor a role of AWS.",
  why: "Every pod there that names no ServiceAccount is `default`, and gets what was meant for one.",
  fix: "Bind it to a ServiceAccount of its own, and name that in the pods it is for.",
  example: ["# kubernetes_role_binding_v1", "subject: { kind: ServiceAccount, namespace: apps, name: default }"].join(
    "\n",
  ),
  acceptable: true,
  judge,
};

function judge({ bindings, associations, pods }: AccessModel): readonly Observation[] {
  const fix = "bind it to a ServiceAccount of its own";
  const found = (at: Observation["at"], pod: Pod, got: string, about: string): Observation => {
    const message = `got ${got} for ${pod}, which is every pod there that names no ServiceAccount`;
    return { at, severity: "error", about, message, fix };
  };
  return [
    ...bindings.flatMap(({ subject, scope }, index) =>
      isDefault(subject)
        ? [found(["bindings", index], subject, `permissions ${scopeText(scope)}`, scopeName(scope))]
        : [],
    ),
    ...entries(associations).flatMap(([pod, role]) =>
      isDefault(pod) ? [found(["associations", pod], pod, `role ${role}`, role)] : [],
    ),
    ...entries(pods).flatMap(([pod, { roleArn }]) =>
      isDefault(pod) && roleArn !== undefined ? [found(["pods", pod, "roleArn"], pod, `role ${roleArn}`, roleArn)] : [],
    ),
  ];
}

function isDefault(pod: Pod): boolean {
  return pod.endsWith("/default");
}

function entries<T>(record: Readonly<Record<Pod, T>>): readonly (readonly [Pod, T])[] {
  return Object.entries(record) as readonly (readonly [Pod, T])[];
}
