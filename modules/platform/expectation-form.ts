import { isRecord, pathText, valueAt } from "./path";
import { error, type Problem } from "./problem";
import { isAwsAction } from "./resolve-expectations";

/** A test asks AWS, on a resource, or Kubernetes, in a namespace: options of the other would be ignored. */
export function expectationForm(value: unknown): readonly Problem[] {
  const identities = valueAt(value, ["identities"]);
  return Object.keys(isRecord(identities) ? identities : {}).flatMap((key) => {
    const tests = valueAt(value, ["identities", key, "expect"]);
    return (Array.isArray(tests) ? tests : []).flatMap((test: unknown, i) => {
      const asked = isRecord(test) ? (test.can ?? test.cannot) : undefined;
      if (!isRecord(test) || typeof asked !== "string") return [];
      const [kind, foreign] = isAwsAction(asked) ? ["AWS", ["in"]] : ["Kubernetes", ["on", "when"]];
      return foreign
        .filter((option) => Object.hasOwn(test, option))
        .map((option) => {
          const path = ["identities", key, "expect", i, option];
          const message = `${pathText(path)}: got ${option} for "${asked}", expected no such option for ${kind}`;
          return error("schema", { path, part: "key" }, message, "take it out");
        });
    });
  });
}
