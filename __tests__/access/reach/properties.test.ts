import * as fc from "fast-check";
import { NO_MANAGED_POLICIES } from "../../../modules/iam/managed-policies";
import type { AccessModel } from "../../../modules/access/model";
import { escapes } from "../../../modules/access/reach/escapes";
import { graph, type Place, placeKey, ways } from "../../../modules/access/reach/graph";
import { placeDomains, reachOf } from "../../../modules/access/reach/reach";
import { modelOf, reachCases } from "./reach-case";

/** Everything that the cases grant, to be put together anew. */
const CASES = reachCases().map(([, each]) => each);
const CAN = [...new Set(CASES.flatMap(({ can = [] }) => can))];
const AWS = [...new Set(CASES.flatMap(({ aws = [] }) => aws))];
const GUARDED = ["ci-docs", "ci-web"];

const permissions = fc.record({
  can: fc.uniqueArray(fc.constantFrom(...CAN), { maxLength: 4 }),
  aws: fc.uniqueArray(fc.constantFrom(...AWS), { maxLength: 3 }),
});

describe("whom one may become", () => {
  test("grows with every permission", () => {
    fc.assert(
      fc.property(permissions, fc.constantFrom(...CAN), fc.constantFrom(...AWS), (held, can, aws) => {
        const before = reached(modelOf({ name: "", ...held }));
        const after = reached(modelOf({ name: "", can: [...held.can, can], aws: [...held.aws, aws] }));
        expect(before.filter((place) => !after.includes(place))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test("grows with every guard that is taken away", () => {
    fc.assert(
      fc.property(permissions, fc.subarray(GUARDED), fc.constantFrom(...GUARDED), (held, without, gone) => {
        const model = modelOf({ name: "", ...held });
        const before = reached(unguarded(model, without));
        const after = reached(unguarded(model, [...without, gone]));
        expect(before.filter((place) => !after.includes(place))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test("is an escape if and only if a way that can be gone for sure leaves the trust domain", () => {
    fc.assert(
      fc.property(permissions, fc.subarray(GUARDED), (held, without) => {
        const model = unguarded(modelOf({ name: "", ...held }), without);
        const all = reachOf(model, NO_MANAGED_POLICIES);
        const sure = graph(all.edges.filter(({ open, saidBy }) => open === undefined && saidBy === undefined));
        const domainOf = placeDomains(model);
        const docs: Place = { kind: "pod", name: "ci-docs/docs" };
        const gone = ways(sure, [docs]);
        const leaves = gone.some(({ to }) => ![undefined, domainOf(docs)].includes(domainOf(to)));
        const places = new Set([docs, ...gone.map(({ to }) => to)].map(placeKey));
        const found = escapes(model, all).filter(
          ({ from, edges }) => from === domainOf(docs) && places.has(placeKey(edges[0].from)),
        );
        expect(found.length > 0).toBe(leaves);
        for (const { edges } of found) {
          edges.slice(1).forEach((edge, i) => {
            expect(edge.from).toEqual(edges[i]?.to);
          });
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** Every place that docs, web or the workload leads to. */
function reached(model: AccessModel): readonly string[] {
  const graph = reachOf(model, NO_MANAGED_POLICIES);
  return (["ci-docs/docs", "ci-web/web", "apps/app"] as const).flatMap((name) =>
    ways(graph, [{ kind: "pod", name }]).map(({ to }) => `${name} ${placeKey(to)}`),
  );
}

function unguarded(model: AccessModel, namespaces: readonly string[]): AccessModel {
  const admission = Object.entries(model.admission).filter(([namespace]) => !namespaces.includes(namespace));
  return { ...model, admission: Object.fromEntries(admission) };
}
