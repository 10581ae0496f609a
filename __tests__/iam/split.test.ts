import fc from "fast-check";
import { policySize, type PlainStatement } from "../../modules/iam/policy";
import { splitPolicy } from "../../modules/iam/split";

/** A statement on one service of roughly a size in characters. */
function sized(service: string, size: number): PlainStatement {
  const resources = Array.from(
    { length: Math.ceil(size / 40) },
    (_, i) => `arn:aws:${service}:::${String(i).padStart(24, "0")}`,
  );
  return { Effect: "Allow", Action: [`${service}:Get`], Resource: resources };
}

const services = (statements: readonly PlainStatement[]) =>
  splitPolicy(statements).documents.map(({ service, document }) => [
    service ?? "base",
    document.Statement.map(({ Action }) => Action),
  ]);

describe("a policy", () => {
  test("of no statements is none", () => {
    expect(splitPolicy([])).toEqual({ documents: [], oversized: [] });
  });

  test("that fits stays one", () => {
    expect(services([sized("s3", 2000), sized("ecr", 2000)])).toEqual([["base", [["ecr:Get"], ["s3:Get"]]]]);
  });

  test("that does not fit moves its largest service out", () => {
    expect(services([sized("s3", 4000), sized("ecr", 3000), sized("sqs", 500)])).toEqual([
      ["base", [["ecr:Get"], ["sqs:Get"]]],
      ["s3", [["s3:Get"]]],
    ]);
  });

  test("moves as many services out as it has to, and keeps one", () => {
    expect(services([sized("a", 5000), sized("b", 5000), sized("c", 5000)])).toEqual([
      ["base", [["c:Get"]]],
      ["a", [["a:Get"]]],
      ["b", [["b:Get"]]],
    ]);
  });

  test("divides a statement of several services", () => {
    const both: PlainStatement = { ...sized("s3", 7000), Action: ["s3:Get", "kms:Decrypt"] };
    expect(splitPolicy([both]).oversized).toEqual(["kms", "s3"]);
    expect(services([both]).map(([service]) => service)).toEqual(["base", "kms"]);
  });

  test("names a service that fits nowhere", () => {
    expect(splitPolicy([sized("s3", 8000)]).oversized).toEqual(["s3"]);
  });

  test("loses nothing, and every part fits that can", () => {
    const statement = fc
      .tuple(fc.constantFrom("a", "b", "c", "d", "e"), fc.integer({ min: 1, max: 5000 }))
      .map(([service, size]) => sized(service, size));
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 8 }), (statements) => {
        const { documents, oversized } = splitPolicy(statements);
        const said = documents.flatMap(({ document }) => document.Statement);
        const atoms = (list: readonly PlainStatement[]) =>
          new Set(list.flatMap(({ Action, Resource = [] }) => Action.flatMap((a) => Resource.map((r) => `${a} ${r}`))));
        expect(atoms(said)).toEqual(atoms(statements));
        if (oversized.length > 0) return;
        for (const { document } of documents) expect(policySize(document)).toBeLessThanOrEqual(6144);
      }),
    );
  });
});
