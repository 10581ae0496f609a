import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArn } from "../../../modules/iam/arn";
import { context } from "../../../modules/iam/evaluate/context";
import { compile, type Permissions, type Policy, type Verdict } from "../../../modules/iam/evaluate/judge";
import { type Applicant, mayAssume } from "../../../modules/iam/evaluate/trust";
import { parsePolicy } from "../../../modules/iam/policy";

/**
 * The corpus: each file of cases/ has groups of cases about one subject. A group has the policies that decide (a single
 * `condition` stands for a policy that allows everything under it; `trust` for that of a role), a case what is asked
 * and the verdict. What is left out of a case is a role that reads an object, in circumstances that are all known.
 */
interface Group {
  readonly about: string;
  readonly source?: string;
  readonly condition?: unknown;
  readonly version?: string;
  readonly identity?: readonly unknown[];
  readonly boundary?: unknown;
  readonly resource?: readonly unknown[];
  readonly unknown?: readonly string[];
  readonly trust?: unknown;
  readonly cases: readonly Case[];
}

interface Case {
  readonly case: string;
  readonly action?: string;
  readonly on?: string;
  readonly principal?: string;
  readonly resourceAccount?: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  readonly others?: "absent" | "unknown";
  readonly applicant?: Applicant;
  readonly verdict: Verdict["verdict"];
  /** Which statement decided, as "identity 1.2": the second of the first policy. */
  readonly by?: string;
  readonly because?: string;
  readonly why?: readonly string[];
}

const FOLDER = join(__dirname, "cases");
const GROUPS = readdirSync(FOLDER).flatMap((name) =>
  (JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as readonly Group[]).map((group) => [name, group] as const),
);
const CASES = GROUPS.flatMap(([file, group]) =>
  group.cases.map((asked) => [`${file}: ${group.about}: ${asked.case}`, group, asked] as const),
);

test.each(CASES)("%s", (_name, group, asked) => {
  const verdict = group.trust === undefined ? judge(group, asked) : assume(group.trust, asked);
  expect({ verdict: verdict.verdict, ...pick(asked, explained(verdict)) }).toEqual({
    verdict: asked.verdict,
    ...pick(asked, asked),
  });
});

test("no case is there twice", () => {
  expect(new Set(CASES.map(([name]) => name)).size).toBe(CASES.length);
  expect(CASES.length).toBeGreaterThanOrEqual(150);
});

const ROLE = "arn:aws:iam::111111111111:role/build";

function judge(group: Group, asked: Case): Verdict {
  const { principal = ROLE, context: circumstances = {}, others = "absent" } = asked;
  const account = parseArn(principal)?.account;
  return compile(permissionsOf(group))({
    action: asked.action ?? "s3:GetObject",
    resource: asked.on ?? "arn:aws:s3:::site/index.html",
    principal: account === undefined ? { kind: "Service", name: principal } : { kind: "AWS", name: principal, account },
    ...(asked.resourceAccount === undefined ? {} : { resourceAccount: asked.resourceAccount }),
    context: context(circumstances, others),
  });
}

function permissionsOf({ condition, version, identity, boundary, resource, unknown = [] }: Group): Permissions {
  const conditional = {
    Version: version ?? "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*", Condition: condition }],
  };
  const own = identity ?? (condition === undefined ? [] : [conditional]);
  return {
    identity: own.map((document, i) => policyOf(`identity ${String(i + 1)}`, document)),
    ...(boundary === undefined ? {} : { boundary: boundaryOf(boundary) }),
    ...(resource === undefined
      ? {}
      : { resource: resource.map((document, i) => policyOf(`resource ${String(i + 1)}`, document)) }),
    unknown,
  };
}

function boundaryOf(json: unknown): Exclude<Permissions["boundary"], undefined> {
  return typeof json === "string" ? { unknown: json } : policyOf("boundary", json);
}

function policyOf(name: string, json: unknown): Policy {
  const policy = parsePolicy(json);
  if (policy === undefined) throw new Error(`a policy that does not read: ${JSON.stringify(json)}`);
  return { name, ...policy };
}

function assume(trust: unknown, { applicant }: Case): Verdict {
  if (applicant === undefined) throw new Error("expected an applicant");
  const { version, statements } = policyOf("trust", trust);
  const role = { name: "deploy", arn: "arn:aws:iam::111111111111:role/deploy", account: "111111111111" };
  return mayAssume({ ...role, trust: statements, version }, applicant);
}

function explained(verdict: Verdict): Pick<Case, "by" | "because" | "why"> {
  switch (verdict.verdict) {
    case "allowed":
    case "explicitly denied":
      return { by: `${verdict.by.policy}.${String(verdict.by.index + 1)}` };
    case "implicitly denied":
      return { because: verdict.because };
    case "cannot tell":
      return { why: verdict.why };
  }
}

/** Of an explanation what a case expects. */
function pick(asked: Case, from: Pick<Case, "by" | "because" | "why">): Pick<Case, "by" | "because" | "why"> {
  return {
    ...(asked.by === undefined ? {} : { by: from.by }),
    ...(asked.because === undefined ? {} : { because: from.because }),
    ...(asked.why === undefined ? {} : { why: from.why }),
  };
}
