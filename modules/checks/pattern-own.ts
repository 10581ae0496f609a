import type { AccessModel } from "../access/model";
import { chosen, overwrites, ownersOf, partsOf } from "./overwrites";
import type { ModelCheck, Observation } from "./rule";

export const patternOwn: ModelCheck = {
  id: "pattern-own",
  of: "model",
  what: "A runner's overwrite patterns admit every ServiceAccount of its own.",
  why: "A job that asks for it fails; with an empty pattern it runs as the default one, without a word.",
  fix: "Add it to the pattern.",
  example: [
    "[runners.kubernetes] # and a ServiceAccount publish in its namespace",
    'service_account_overwrite_allowed = "^(?:build)$"',
  ].join("\n"),
  acceptable: false,
  judge,
};

function judge(model: AccessModel): readonly Observation[] {
  const owners = ownersOf(model);
  return overwrites(model).flatMap((each): readonly Observation[] => {
    const { runner, key } = each;
    const configured = partsOf(runner.defaultPod);
    const namespaces = chosen(each, "namespacePattern");
    const names = chosen(each, "serviceAccountPattern");
    if (namespaces === undefined || names === undefined) return [];
    return [...owners.own(runner)].sort().flatMap((pod): readonly Observation[] => {
      const { namespace, name } = partsOf(pod);
      const wrong =
        namespace !== configured.namespace && !namespaces.admits(namespace)
          ? ("namespacePattern" as const)
          : name !== configured.name && !names.admits(name)
            ? ("serviceAccountPattern" as const)
            : undefined;
      if (wrong === undefined) return [];
      const message = `got the pattern "${runner[wrong]}", which does not admit ${pod}, expected it: no job can be it`;
      return [{ at: ["runners", key, wrong], severity: "error", message, fix: "add it to the pattern" }];
    });
  });
}
