import type { Document, Scenario, Written } from "./generate";

/** A way in which the other implementation differs, and the words of AWS that decide. */
export interface Exception {
  readonly id: string;
  readonly says: string;
  readonly source: string;
  /** Whether a case has what it is about. */
  readonly applies: (given: Scenario) => boolean;
}

const GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide";

export const EXCEPTIONS: readonly Exception[] = [
  {
    id: "variables in the first version of the language",
    says: "Earlier versions of the policy language don't support policy variables: they are treated as literal strings.",
    source: `${GUIDE}/reference_policies_variables.html`,
    applies: (given) =>
      documents(given).some(
        ({ Version, Statement }) => Version === "2008-10-17" && JSON.stringify(Statement).includes("${"),
      ),
  },
  {
    id: "a negated operator and a variable without a value",
    says: "Inverted condition operators like StringNotEquals or StringNotLike do match against a null value.",
    source: `${GUIDE}/reference_policies_variables.html#policy-vars-no-value`,
    applies: (given) =>
      conditions(given).some(
        ({ operator, values }) => operator.includes("Not") && values.some((value) => hasNoValue(value, given)),
      ),
  },
  {
    id: "NotResource with a variable without a value",
    says: "The resource that includes a policy variable with no value won't match any resource.",
    source: `${GUIDE}/reference_policies_variables.html#policy-vars-no-value`,
    applies: (given) => listed(given, "NotResource").some((value) => hasNoValue(value, given)),
  },
  {
    id: "ForAnyValue with IfExists on an absent key",
    says: "IfExists: if the key is not present, evaluate the condition element as true. ForAnyValue: false. Left open.",
    source: `${GUIDE}/reference_policies_elements_condition_operators.html#Conditions_IfExists`,
    applies: (given) =>
      conditions(given).some(
        ({ operator, key }) => /^ForAnyValue:.*IfExists$/.test(operator) && valuesOf(given, key).length === 0,
      ),
  },
  {
    id: "NotPrincipal that names a role but no session",
    says: "When you use NotPrincipal with Deny for a role session, name the session, its role and its account.",
    source: `${GUIDE}/reference_policies_elements_notprincipal.html`,
    applies: (given) => (given.resourcePolicy?.Statement ?? []).some(({ NotPrincipal }) => NotPrincipal !== undefined),
  },
  {
    id: "a boundary that does not allow what everybody may by the policy of the resource",
    says: "Granting to a session is not limited by a boundary, granting to a role is; of everybody it is not said.",
    source: `${GUIDE}/reference_policies_evaluation-logic.html`,
    applies: ({ boundary, resourcePolicy }) =>
      boundary !== undefined && (resourcePolicy?.Statement ?? []).some(({ Principal }) => isEverybody(Principal)),
  },
  {
    id: "NotIpAddress on an address of the other family",
    says: "NotIpAddress: all IP addresses except the specified IP address or range.",
    source: `${GUIDE}/reference_policies_elements_condition_operators.html#Conditions_IPAddress`,
    applies: (given) =>
      conditions(given).some(({ operator, values }) => operator.includes("NotIpAddress") && values.some(isOneAddress)),
  },
  {
    id: "the block of all IPv4 addresses",
    says: "The value must be in the standard CIDR format: 0.0.0.0/0 has no fixed bit, and the other takes all as fixed.",
    source: `${GUIDE}/reference_policies_elements_condition_operators.html#Conditions_IPAddress`,
    applies: (given) => conditions(given).some(({ values }) => values.includes("0.0.0.0/0")),
  },
];

function isOneAddress(text: string): boolean {
  return !text.includes("/");
}

function documents({ identity, boundary, resourcePolicy }: Scenario): readonly Document[] {
  return [...identity, boundary, resourcePolicy].filter((document) => document !== undefined);
}

function listed(given: Scenario, element: string): readonly string[] {
  return documents(given).flatMap(({ Statement }) =>
    Statement.flatMap((statement) => (statement[element] as readonly string[] | undefined) ?? []),
  );
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

function conditions(given: Scenario): readonly Condition[] {
  return documents(given)
    .flatMap(({ Statement }) => Statement)
    .flatMap(({ Condition }: Written) =>
      Object.entries((Condition ?? {}) as Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>),
    )
    .flatMap(([operator, keys]) => Object.entries(keys).map(([key, values]) => ({ operator, key, values })));
}

function valuesOf({ context }: Scenario, key: string): readonly string[] {
  const entry = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return entry === undefined ? [] : [entry[1]].flat();
}

function hasNoValue(text: string, given: Scenario): boolean {
  return [...text.matchAll(/\$\{([^},*?$]+)\}/g)].some(([, key = ""]) => valuesOf(given, key).length === 0);
}

function isEverybody(who: unknown): boolean {
  return who === "*" || JSON.stringify(who ?? null).includes('"*"');
}
