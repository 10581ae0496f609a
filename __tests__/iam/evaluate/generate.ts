import type { Random } from "./random";

/** A policy as AWS takes it. */
export interface Document {
  readonly Version: "2008-10-17" | "2012-10-17";
  readonly Statement: readonly Written[];
}

export type Written = Readonly<Record<string, unknown>>;

/** Everything that decides about one request. */
export interface Scenario {
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  /** ARN of a role or a user. */
  readonly principal: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  readonly identity: readonly Document[];
  readonly boundary: Document | undefined;
  readonly resourcePolicy: Document | undefined;
}

const OWN = "111111111111";
const OTHER = "222222222222";

const ROLE = `arn:aws:iam::${OWN}:role/ci/build`;
const USER = `arn:aws:iam::${OWN}:user/alice`;

const TARGETS: readonly { readonly actions: readonly string[]; readonly resources: readonly string[] }[] = [
  {
    actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    resources: [
      "arn:aws:s3:::site/public/index.html",
      "arn:aws:s3:::site/alice/a",
      "arn:aws:s3:::site/blue/b",
      "arn:aws:s3:::logs/x:y:z",
    ],
  },
  { actions: ["s3:ListBucket", "s3:GetBucketPolicy"], resources: ["arn:aws:s3:::site", "arn:aws:s3:::logs"] },
  { actions: ["sqs:SendMessage", "sqs:ReceiveMessage"], resources: ["arn:aws:sqs:eu-west-1:111111111111:alice-queue"] },
  {
    actions: ["dynamodb:GetItem", "dynamodb:PutItem"],
    resources: [
      "arn:aws:dynamodb:eu-west-1:111111111111:table/alice",
      "arn:aws:dynamodb:us-east-1:111111111111:table/blue",
    ],
  },
  { actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: ["arn:aws:kms:eu-west-1:111111111111:key/1234"] },
  { actions: ["logs:PutLogEvents"], resources: ["arn:aws:logs:eu-west-1:111111111111:log-group:ci:log-stream:alice"] },
  { actions: ["s3:ListAllMyBuckets", "ec2:DescribeInstances"], resources: ["*"] },
];

/** Values that the keys of each kind have, in requests and in policies. Few, so that many are equal. */
const KINDS = {
  String: {
    keys: ["aws:PrincipalTag/team", "aws:username", "aws:UserAgent", "s3:prefix"],
    values: ["blue", "alice", "Blue", "public/a", "a*b", "eu-west-1"],
    wanted: [
      "blue",
      "alice",
      "BLUE",
      "public/*",
      "?lice",
      "*",
      "a*b",
      "al*e",
      "",
      "${aws:username}",
      "${aws:PrincipalTag/team}/x",
    ],
  },
  Arn: {
    keys: ["aws:PrincipalArn", "aws:SourceArn"],
    values: [ROLE, USER, "arn:aws:sqs:eu-west-1:111111111111:alice:queue", "arn:aws:s3:::site"],
    wanted: [
      ROLE,
      USER,
      "arn:aws:iam::*:role/*",
      "arn:*:iam::111111111111:*",
      "arn:aws:sqs:*:*:${aws:username}:*",
      "arn:aws:s3:::*",
    ],
  },
  Numeric: {
    keys: ["s3:max-keys", "aws:MultiFactorAuthAge"],
    values: ["0", "10", "10.5", "-3"],
    wanted: ["0", "10", "10.50", "11", "-3"],
  },
  Date: {
    keys: ["aws:CurrentTime", "aws:TokenIssueTime"],
    values: ["2026-06-01T00:00:00Z", "2026-06-01T12:00:00Z", "2026-07-01T00:00:00+02:00"],
    wanted: ["2026-06-01T00:00:00Z", "2026-06-30T22:00:00Z", "2026-06-01", "2027-01-01T00:00:00Z"],
  },
  Bool: {
    keys: ["aws:SecureTransport", "aws:ViaAWSService"],
    values: ["true", "false", "TRUE"],
    wanted: ["true", "false", "False"],
  },
  Binary: { keys: ["aws:PrincipalTag/key"], values: ["QmluYXJ5", "QQ=="], wanted: ["QmluYXJ5", "QQ==", "qq=="] },
  Ip: {
    keys: ["aws:SourceIp", "aws:VpcSourceIp"],
    values: ["203.0.113.9", "203.0.114.1", "2001:db8::1", "10.0.0.1"],
    wanted: [
      "203.0.113.0/24",
      "203.0.112.0/22",
      "203.0.113.9",
      "2001:db8::/32",
      "0.0.0.0/0",
      "10.0.0.0/8",
      "2001:db8::1",
    ],
  },
  Set: {
    keys: ["aws:TagKeys", "aws:CalledVia"],
    values: ["blue", "team", "owner", "cost-center"],
    wanted: ["blue", "team", "own*", "*", "${aws:PrincipalTag/team}"],
  },
} as const;

const COMPARISONS: readonly (readonly [operator: string, kind: keyof typeof KINDS])[] = [
  ...["Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"].map(
    (how) => [`String${how}`, "String"] as const,
  ),
  ...["Equals", "NotEquals", "Like", "NotLike"].map((how) => [`Arn${how}`, "Arn"] as const),
  ...["Numeric", "Date"].flatMap((kind) =>
    ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"].map(
      (how) => [`${kind}${how}`, kind === "Numeric" ? "Numeric" : "Date"] as const,
    ),
  ),
  ["Bool", "Bool"],
  ["BinaryEquals", "Binary"],
  ["IpAddress", "Ip"],
  ["NotIpAddress", "Ip"],
];

/** One of everything that the language can say, near enough to a request for many statements to be about it. */
export function scenario(random: Random): Scenario {
  const { chance, pick } = random;
  const target = pick(TARGETS);
  const action = pick(target.actions);
  const resource = pick(target.resources);
  const principal = chance(0.6) ? ROLE : USER;
  const about = (place: Place) => document(random, { action, resource, principal, place });
  return {
    action,
    resource,
    principal,
    resourceAccount: resource !== "*" && chance(0.2) ? OTHER : OWN,
    context: contextOf(random, action, principal),
    identity: random.several(0, 2, () => about("identity")),
    boundary: chance(0.25) ? about("boundary") : undefined,
    resourcePolicy: resource !== "*" && chance(0.4) ? about("resource") : undefined,
  };
}

type Place = "identity" | "boundary" | "resource";

interface About {
  readonly action: string;
  readonly resource: string;
  readonly principal: string;
  readonly place: Place;
}

function contextOf({ chance, pick, several }: Random, action: string, principal: string): Scenario["context"] {
  const entries = Object.entries(KINDS).flatMap(([kind, { keys, values }]) =>
    keys
      .filter((key) => chance(0.65) && (!key.startsWith("s3:") || action === "s3:ListBucket"))
      .map((key) => [
        key,
        kind === "Set" ? [...new Set(several(1, 3, () => pick<string>(values)))] : pick<string>(values),
      ]),
  );
  return { ...(Object.fromEntries(entries) as Scenario["context"]), "aws:PrincipalArn": principal };
}

function document(random: Random, about: About): Document {
  return {
    Version: random.chance(0.2) ? "2008-10-17" : "2012-10-17",
    Statement: random.several(1, 3, () => statement(random, about)),
  };
}

function statement(random: Random, about: About): Written {
  const { chance } = random;
  return {
    Effect: chance(about.place === "boundary" ? 0.9 : 0.75) ? "Allow" : "Deny",
    ...(about.place === "resource" ? principals(random, about) : {}),
    ...actions(random, about),
    ...resources(random, about),
    ...(chance(0.55) ? { Condition: condition(random) } : {}),
  };
}

function principals({ chance, pick, several }: Random, { principal }: About): Written {
  const names = [
    principal,
    OWN,
    `arn:aws:iam::${OWN}:root`,
    OTHER,
    "*",
    `arn:aws:iam::${OWN}:user/bob`,
    `${principal}2`,
  ];
  const who = chance(0.15)
    ? "*"
    : chance(0.1)
      ? { Service: ["pods.eks.amazonaws.com"] }
      : { AWS: several(1, 2, () => pick(names)) };
  return chance(0.12) ? { NotPrincipal: who === "*" ? { AWS: [principal] } : who } : { Principal: who };
}

function actions({ chance, pick, several }: Random, { action }: About): Written {
  const [service = "", verb = ""] = action.split(":");
  const near = [
    action,
    action.toUpperCase().replace(service.toUpperCase(), service),
    "*",
    `${service}:*`,
    `${service}:${verb.slice(0, 3)}*`,
    `${service}:*${verb.slice(-3)}`,
    `${service}:${verb.slice(0, -1)}?`,
    `${service}:${verb.slice(0, -1)}`,
  ];
  const far = ["s3:GetObject", "s3:*", "sqs:*", "dynamodb:*Item", "iam:PassRole", "ec2:*"];
  const list = several(1, 2, () => (chance(0.75) ? pick(near) : pick(far)));
  return chance(0.12) ? { NotAction: list.filter((item) => item !== "*").concat(pick(far)) } : { Action: list };
}

function resources({ chance, pick, several }: Random, { resource, place }: About): Written {
  if (resource === "*") return { Resource: ["*"] };
  const parts = resource.split(":");
  const head = parts.slice(0, 5).join(":");
  const tail = parts.slice(5).join(":");
  // The other implementation takes the first colon or slash of a resource, even in a variable, for the end of its type.
  const variable = (text: string) => (/^arn:aws:(s3|dynamodb|logs):/.test(resource) ? text : "alice");
  const named = tail
    .replace(/alice/, variable("${aws:username}"))
    .replace(/blue/, variable("${aws:PrincipalTag/team}"));
  const near = [
    resource,
    "*",
    `${head}:${tail.slice(0, Math.max(tail.lastIndexOf("/") + 1, 1))}*`,
    `${head}:${tail.slice(0, -1)}?`,
    `${head}:${named}`,
    `${head}:${tail.replace(/alice|blue/, variable("${aws:PrincipalTag/none, 'alice'}"))}`,
    `${head}:${tail}`.replace(/eu-west-1|us-east-1/, "*").replace(OWN, "*"),
    `arn:aws:${parts[2] ?? ""}:*:*:*`,
    resource.toUpperCase(),
    ...(place === "resource" ? [] : [`arn:aws:${parts[2] ?? ""}`, `arn:aws:${parts[2] ?? ""}:*`]),
  ];
  const far = [
    "arn:aws:s3:::site/*",
    "arn:aws:s3:::${*}",
    `arn:aws:sqs:*:${OWN}:*-queue`,
    "arn:aws:s3:::?ite/public/*",
  ];
  const list = several(1, 2, () => (chance(0.75) ? pick(near) : pick(far)));
  return chance(0.12) ? { NotResource: list.filter((item) => item !== "*").concat(pick(far)) } : { Resource: list };
}

function condition(random: Random): Written {
  const { chance, pick, several } = random;
  const entries = several(1, 2, (): readonly [string, Written] => {
    if (chance(0.08)) {
      const { keys } = KINDS[pick(Object.keys(KINDS) as (keyof typeof KINDS)[])];
      return ["Null", { [pick<string>(keys)]: [pick(["true", "false"])] }];
    }
    const [operator, kind] = pick(COMPARISONS);
    const ofSet = chance(0.25);
    const { keys } = ofSet && kind === "String" ? KINDS.Set : KINDS[kind];
    const { wanted } = ofSet && kind === "String" ? KINDS.Set : KINDS[kind];
    const set = ofSet ? pick(["ForAllValues:", "ForAnyValue:"]) : "";
    const key = pick<string>(keys);
    return [
      `${set}${operator}${chance(0.2) ? "IfExists" : ""}`,
      { [chance(0.2) ? key.toUpperCase() : key]: several(1, 2, () => pick<string>(wanted)) },
    ];
  });
  return Object.fromEntries(entries);
}
