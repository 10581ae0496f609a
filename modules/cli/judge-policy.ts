import { type AccessModel, model, type ModelPath } from "../access/model";
import { checkModel } from "../checks/check";
import { loadCatalogue } from "../iam/catalogue";
import { parsePolicyDocument, type Statement } from "../iam/policy";
import { isRecord, type Path, pathText } from "../platform/path";
import { countText, findingsReport, type FindingsFormat, type LocatedFinding } from "../report/findings";
import { EXIT } from "./exit";
import { type PolicyFile, readPolicyFile } from "./policy-file";

/** Which policy a file is taken for. */
export type PolicyKind = "policy" | "trust";

export interface PolicyCommand {
  readonly format: FindingsFormat;
  /** Whether warnings count as errors. */
  readonly strict?: boolean;
}

/** Judges the policy in a file by the checks of models, and says what they find. */
export async function judgePolicy(
  path: string,
  kind: PolicyKind,
  { format, strict = false }: PolicyCommand,
): Promise<number> {
  const found = await findingsOf(readPolicyFile(path), kind);
  const findings = strict ? found.map(asError) : found;
  const report = findingsReport(findings, format);
  if (format === "text") {
    process.stderr.write(report);
    process.stdout.write(`${countText(findings.map(({ finding }) => finding))}\n`);
  } else process.stdout.write(report);
  return findings.some(({ finding }) => finding.severity === "error") ? EXIT.invalid : EXIT.ok;
}

function asError({ finding, ...rest }: LocatedFinding): LocatedFinding {
  return { finding: { ...finding, severity: "error" }, ...rest };
}

async function findingsOf(file: PolicyFile, kind: PolicyKind): Promise<readonly LocatedFinding[]> {
  const { document, problems, locate } = file;
  const written = statementsIn(document);
  const wrong = [...documentProblems(document), ...written.flatMap((each) => statementProblems(each, kind))];
  const read = written.flatMap((each): readonly Read[] => {
    const [statement] = parsePolicyDocument({ Version: "2012-10-17", Statement: each.raw }) ?? [];
    return statement === undefined ? [] : [{ ...each, statement }];
  });
  const catalogue = await loadCatalogue([...new Set(read.flatMap(servicesOf))]);
  return [
    ...problems.map((finding) => ({ finding, entry: "", at: locate([]), ...placeOf(finding.at) })),
    ...wrong.map(({ path, message, fix }) => located({ check: "policy-form", severity: "error", message, fix }, path)),
    ...modelsOf(read, kind, file.name).flatMap(({ model, statements, at }) =>
      checkModel(model, catalogue).map(({ at: found, ...finding }) =>
        located(finding, pathIn(found.slice(at.length), statements)),
      ),
    ),
  ];

  function located(finding: LocatedFinding["finding"], path: Path): LocatedFinding {
    const message = `${pathText(path) || "the policy"}: ${finding.message}`;
    return { finding: { ...finding, message }, entry: pathText(path), at: locate(path) };
  }
}

/** A key that is there twice has a place of its own. */
function placeOf(at: PolicyFile["problems"][number]["at"]): Partial<Pick<LocatedFinding, "at">> {
  if (!("line" in at) || at.file === undefined) return {};
  const { file, line, column } = at;
  return { at: { text: `${file}:${String(line)}:${String(column)}`, file, line, column } };
}

/** A statement as it is written. */
interface Written {
  readonly raw: unknown;
  readonly path: Path;
}

interface Read extends Written {
  readonly statement: Statement;
}

function statementsIn({ Statement }: PolicyFile["document"]): readonly Written[] {
  if (!Array.isArray(Statement)) return [{ raw: Statement, path: ["Statement"] }];
  return Statement.map((raw: unknown, i) => ({ raw, path: ["Statement", i] }));
}

function servicesOf({ statement: { Action, NotAction } }: Read): readonly string[] {
  return (Action ?? NotAction).map((action) => (action.split(":")[0] ?? "").toLowerCase());
}

interface Wrong {
  readonly path: Path;
  readonly message: string;
  readonly fix: string;
}

/** What of a document is not known: it is no finding of any check, and never a pass. */
function documentProblems(document: PolicyFile["document"]): readonly Wrong[] {
  const { Version, Statement } = document;
  const unknown = Object.keys(document).filter((key) => !["Version", "Id", "Statement"].includes(key));
  const empty = Statement === undefined || (Array.isArray(Statement) && Statement.length === 0);
  return [
    ...unknown.map((key) => ({ path: [key], message: `got ${key}, which no policy has`, fix: "take it out" })),
    ...(empty ? [{ path: ["Statement"], message: "got no statement, expected one at least", fix: "write one" }] : []),
    ...(Version === undefined || Version === "2012-10-17" || Version === "2008-10-17"
      ? []
      : [{ path: ["Version"], message: `got ${JSON.stringify(Version)}`, fix: 'write "2012-10-17"' }]),
  ];
}

const ELEMENTS = [
  ["Sid"],
  ["Effect"],
  ["Principal", "NotPrincipal"],
  ["Action", "NotAction"],
  ["Resource", "NotResource"],
  ["Condition"],
] as const;

/** What of a statement is not known, or is not where it belongs. */
function statementProblems({ raw, path }: Written, kind: PolicyKind): readonly Wrong[] {
  if (raw === undefined) return [];
  if (!isRecord(raw)) {
    return [{ path, message: "got no statement, expected one with Effect and Action", fix: "write one" }];
  }
  const known: readonly string[] = ELEMENTS.flat();
  const unknown = Object.keys(raw).filter((key) => !known.includes(key));
  if (unknown.length > 0) {
    const fix = `write ${known.join(", ")} only`;
    return unknown.map((key) => ({ path: [...path, key], message: `got ${key}, which no statement has`, fix }));
  }
  if (parsePolicyDocument({ Version: "2012-10-17", Statement: raw }) === undefined) {
    const message =
      "got a statement that cannot be read, expected Effect, one of Action and NotAction, texts as values";
    return [{ path, message, fix: "write it as IAM's grammar of policies says" }];
  }
  const has = (key: "Principal" | "Resource") => Object.hasOwn(raw, key) || Object.hasOwn(raw, `Not${key}`);
  if (kind === "trust" && !has("Principal")) {
    return [{ path, message: "got a statement without Principal in a trust policy", fix: "say who is let in" }];
  }
  if (kind === "trust" && has("Resource")) {
    return [{ path, message: "got Resource in a trust policy, whose resource is the role", fix: "take it out" }];
  }
  if (kind === "policy" && !has("Resource")) {
    return [{ path, message: "got a statement without Resource", fix: "say what it is on; or check it as trust" }];
  }
  return [];
}

interface Judged {
  readonly model: AccessModel;
  readonly statements: readonly Read[];
  /** Where in the model they are. */
  readonly at: ModelPath;
}

/** The model of a policy alone. Statements that name principals are the policy of a bucket, the others a role's. */
function modelsOf(read: readonly Read[], kind: PolicyKind, name: string): readonly Judged[] {
  const role = (trust: readonly Read[], statements: readonly Read[]): AccessModel =>
    model({
      roles: {
        [name]: {
          arn: { unknown: "the policy does not tell" },
          trust: { value: trust.map(({ statement }) => statement) },
          statements: { value: statements.map(({ statement }) => statement) },
          managedPolicies: { value: [] },
          exclusive: { unknown: "the policy does not tell" },
        },
      },
    });
  if (kind === "trust") return [{ model: role(read, []), statements: read, at: ["roles", name, "trust"] }];
  const isOfBucket = ({ statement }: Read) => statement.Principal !== undefined || statement.NotPrincipal !== undefined;
  const [ofBucket, ofRole] = [read.filter(isOfBucket), read.filter((each) => !isOfBucket(each))];
  const bucket = {
    encryption: "not told",
    versioning: "not told",
    publicAccessBlocked: false,
    ownerEnforced: false,
    policy: { value: ofBucket.map(({ statement }) => statement) },
  };
  return [
    { model: role([], ofRole), statements: ofRole, at: ["roles", name, "statements"] },
    { model: model({ buckets: { [name]: bucket } }), statements: ofBucket, at: ["buckets", name, "policy"] },
  ];
}

/** The path in the document of what a model has at the index of a statement: its lists are sorted there. */
function pathIn([index, element, item]: ModelPath, statements: readonly Read[]): Path {
  const found = typeof index === "number" ? statements[index] : undefined;
  if (found === undefined) return [];
  if ((element !== "Action" && element !== "NotAction" && element !== "Resource") || typeof item !== "number") {
    return found.path;
  }
  const text = found.statement[element]?.[item];
  const list: unknown = isRecord(found.raw) ? found.raw[element] : undefined;
  const path = [...found.path, element];
  return Array.isArray(list) ? [...path, list.indexOf(text)] : path;
}
