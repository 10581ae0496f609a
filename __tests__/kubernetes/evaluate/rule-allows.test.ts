import fc from "fast-check";
import { ruleAllows } from "../../../modules/kubernetes/evaluate/rule-allows";
import { request, rule } from "./arbitraries";

describe("a rule", () => {
  test("of all verbs, groups and resources allows every request for objects and none for paths", () => {
    const all = { verbs: ["*"], apiGroups: ["*"], resources: ["*"], resourceNames: [], nonResourceURLs: [] };
    fc.assert(
      fc.property(request, (asked) => {
        expect(ruleAllows(all, asked)).toBe("group" in asked);
      }),
    );
  });

  test("allows all that its parts allow, and nothing else", () => {
    fc.assert(
      fc.property(rule, request, (whole, asked) => {
        const parts = whole.verbs.flatMap((verb) => [
          ...whole.nonResourceURLs.map((url) => ({ ...whole, verbs: [verb], resources: [], nonResourceURLs: [url] })),
          ...whole.apiGroups.flatMap((group) =>
            whole.resources.map((resource) => ({
              ...whole,
              verbs: [verb],
              apiGroups: [group],
              resources: [resource],
              nonResourceURLs: [],
            })),
          ),
        ]);
        expect(parts.some((part) => ruleAllows(part, asked))).toBe(ruleAllows(whole, asked));
      }),
    );
  });

  test("that names objects allows no more than one that does not", () => {
    fc.assert(
      fc.property(rule, request, (named, asked) => {
        if (ruleAllows(named, asked)) expect(ruleAllows({ ...named, resourceNames: [] }, asked)).toBe(true);
      }),
    );
  });

  test("is read in time that grows with its length", () => {
    const asterisks = `/${"*".repeat(200_000)}x`;
    const hostile = {
      verbs: ["*"],
      apiGroups: [],
      resources: [],
      resourceNames: [],
      nonResourceURLs: [`${asterisks}*`],
    };
    const start = Date.now();
    expect(ruleAllows(hostile, { verb: "get", nonResourceURL: "/" })).toBe(false);
    expect(ruleAllows(hostile, { verb: "get", nonResourceURL: `${asterisks}/y` })).toBe(true);
    expect(Date.now() - start).toBeLessThan(1000);
  });
});
