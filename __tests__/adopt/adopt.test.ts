import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readExport } from "../../modules/adopt/export";
import { propose } from "../../modules/adopt/propose";
import { trustedBy } from "../../modules/adopt/trusted";
import type { Statement } from "../../modules/iam/policy";
import { parsePolicy } from "../../modules/iam/policy";
import { inFolder, jobrole, ROOT } from "../support/cli";
import { findingsOf } from "../support/findings";

const STATE = join(ROOT, "__tests__", "access", "real-plans", "state.json");
const ISSUER = "oidc.eks.eu-central-1.amazonaws.com/id/ABC";
const PROVIDER = `arn:aws:iam::111122223333:oidc-provider/${ISSUER}`;

function trust(...statements: readonly object[]): readonly Statement[] {
  return parsePolicy({ Version: "2012-10-17", Statement: statements })?.statements ?? [];
}

const TOKENS = {
  Effect: "Allow",
  Principal: { Federated: PROVIDER },
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: {
    StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com", [`${ISSUER}:sub`]: "system:serviceaccount:ci:build" },
  },
};
const PODS = {
  Effect: "Allow",
  Principal: { Service: "pods.eks.amazonaws.com" },
  Action: ["sts:AssumeRole", "sts:TagSession"],
};

/** One role as `aws iam get-account-authorization-details` tells it. */
function role(RoleName: string, statements: readonly object[], more: object = {}) {
  return {
    Path: "/",
    RoleName,
    Arn: `arn:aws:iam::111122223333:role/${RoleName}`,
    AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: statements },
    RolePolicyList: [],
    AttachedManagedPolicies: [],
    Tags: [],
    ...more,
  };
}

function account(namespace: string, name: string, arn?: string) {
  const annotations = arn === undefined ? {} : { "eks.amazonaws.com/role-arn": arn };
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: { namespace, name, annotations } };
}

function association(namespace: string, serviceAccount: string, roleName: string) {
  return {
    association: {
      clusterName: "main",
      namespace,
      serviceAccount,
      roleArn: `arn:aws:iam::111122223333:role/${roleName}`,
      associationArn: "arn:aws:eks:eu-central-1:111122223333:podidentityassociation/main/a-1",
      associationId: "a-1",
    },
  };
}

function proposed(...documents: readonly unknown[]) {
  const files = documents.map((document, i) => ({ name: `${String(i)}.json`, text: JSON.stringify(document) }));
  return propose(readExport(files), "adopted");
}

describe("whom a trust policy lets in", () => {
  test.each<[string, object, object]>([
    ["pod identity", PODS, { podIdentity: true, tokens: [], others: [] }],
    [
      "the tokens of a ServiceAccount",
      TOKENS,
      { podIdentity: false, tokens: [{ pod: "ci/build", provider: PROVIDER }], others: [] },
    ],
  ])("is told of %s", (_, statement, expected) => {
    expect(trustedBy(trust(statement))).toEqual(expected);
  });

  test.each<[string, object]>([
    [
      "a pattern of subjects",
      { ...TOKENS, Condition: { StringLike: { [`${ISSUER}:sub`]: "system:serviceaccount:ci:*" } } },
    ],
    ["no subject", { ...TOKENS, Condition: { StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com" } } }],
    ["a further condition", { ...TOKENS, Condition: { ...TOKENS.Condition, Bool: { "aws:SecureTransport": "true" } } }],
    [
      "another audience",
      {
        ...TOKENS,
        Condition: { StringEquals: { [`${ISSUER}:aud`]: "x", [`${ISSUER}:sub`]: "system:serviceaccount:ci:build" } },
      },
    ],
    [
      "a subject that is no ServiceAccount",
      { ...TOKENS, Condition: { StringEquals: { [`${ISSUER}:sub`]: "project_path:a/b" } } },
    ],
    ["an account", { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "sts:AssumeRole" }],
    ["another service", { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
    ["two services", { ...PODS, Principal: { Service: ["pods.eks.amazonaws.com", "ec2.amazonaws.com"] } }],
    ["a denial", { ...PODS, Effect: "Deny" }],
    ["everybody", { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" }],
  ])("is not guessed for %s", (_, statement) => {
    const { podIdentity, tokens, others } = trustedBy(trust(statement));
    expect([podIdentity, tokens, others.length]).toEqual([false, [], 1]);
  });
});

describe("a proposal", () => {
  test("says the credentials by what is there", () => {
    const arn = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
    const { declaration } = proposed(
      { RoleDetailList: [role("a", [PODS]), role("b", [TOKENS])], Policies: [] },
      association("apps", "a", "a"),
      { kind: "List", items: [account("apps", "a"), account("ci", "build", arn("b"))] },
    );
    expect(declaration).toEqual({
      name: "adopted",
      aws: { account: "111122223333", region: "eu-central-1" },
      cluster: { name: "main", podIdentityAgent: "present", oidcProvider: { existing: PROVIDER } },
      identities: {
        a: { serviceAccount: "apps/a", names: { role: "a" }, allow: [] },
        build: { serviceAccount: "ci/build", credentials: "irsa", names: { role: "b" }, allow: [] },
      },
      imports: {
        identities: {
          "aws_iam_role.a": "a",
          "aws_eks_pod_identity_association.a": "main,a-1",
          "kubernetes_service_account_v1.a": "apps/a",
          "aws_iam_role.build": "b",
          "kubernetes_service_account_v1.build": "ci/build",
        },
      },
    });
  });

  test("of both ways at once is migrating", () => {
    const { declaration } = proposed(
      { RoleDetailList: [role("b", [PODS, TOKENS])], Policies: [] },
      association("ci", "build", "b"),
    );
    expect(declaration.identities).toMatchObject({ build: { credentials: "migrating" } });
  });

  test.each<[string, object, string]>([
    [
      "a statement that denies",
      { Effect: "Deny", Action: "s3:*", Resource: "*" },
      "role b has a statement that a grant cannot say, and loses it: ",
    ],
    [
      "a statement by exception",
      { Effect: "Allow", NotAction: "iam:*", Resource: "*" },
      "role b has a statement that a grant cannot say, and loses it: ",
    ],
    [
      "everything",
      { Effect: "Allow", Action: "*", Resource: "*" },
      "role b has a statement that a grant cannot say, and loses it: ",
    ],
  ])("says that it loses %s", (_, statement, note) => {
    const inline = {
      RolePolicyList: [{ PolicyName: "p", PolicyDocument: { Version: "2012-10-17", Statement: [statement] } }],
    };
    const { notes } = proposed({ RoleDetailList: [role("b", [TOKENS], inline)], Policies: [] });
    expect(notes.some((line) => line.startsWith(note))).toBe(true);
  });

  test.each<[string, readonly unknown[], string]>([
    [
      "a role of no pod",
      [{ RoleDetailList: [role("n", [{ ...PODS, Principal: { Service: "ec2.amazonaws.com" } }])] }],
      "role n is left out: no ServiceAccount gets it",
    ],
    [
      "a role of two pods",
      [{ RoleDetailList: [role("n", [PODS])] }, association("x", "one", "n"), association("x", "two", "n")],
      "role n is left out: it is of several ServiceAccounts (x/one, x/two), where each has a role of its own here",
    ],
    [
      "a role that a ServiceAccount does not ask for",
      [
        { RoleDetailList: [role("n", [TOKENS])] },
        { kind: "List", items: [account("ci", "build", "arn:aws:iam::111122223333:role/m")] },
      ],
      "role n is left out: it trusts ci/build, whose annotation names m",
    ],
    [
      "a role of another path",
      [{ RoleDetailList: [role("a", [PODS]), role("n", [TOKENS], { Path: "/ci/" })] }, association("x", "one", "a")],
      "role n is left out: its path is /ci/, and a declaration has one, /",
    ],
  ])("says that it leaves out %s", (_, documents, note) => {
    expect(proposed(...documents).notes).toContain(note);
  });

  test("is a declaration without mistakes", async () => {
    const { declaration } = proposed(
      { RoleDetailList: [role("Team_A.deploy", [TOKENS])], Policies: [] },
      { kind: "List", items: [account("ci", "build", "arn:aws:iam::111122223333:role/Team_A.deploy")] },
    );
    expect(await findingsOf({ value: declaration, problems: [], locate: () => ({ text: "" }) })).toBe("");
  });
});

describe("jobrole adopt", () => {
  test("proposes what a state has, proves it, and says what is lost", () => {
    inFolder((folder) => {
      const { code, stdout, stderr } = jobrole(folder, ["adopt", STATE]);
      expect(code).toBe(0);
      expect(parse(stdout)).toMatchObject({
        identities: {
          publish: {
            serviceAccount: "ci-docs/publish",
            allow: [{ managedPolicy: "arn:aws:iam::123456789012:policy/publish" }],
          },
          reader: { serviceAccount: "ci-docs/reader", credentials: "irsa", names: { role: "reader" } },
        },
      });
      for (const said of [
        "2 identities proposed.",
        "  role old is left out: it trusts ci-docs/reader, whose annotation names reader",
        "  bucket acme-site is not adopted: name it under buckets as { existing: acme-site } to grant access to it",
        "  policy arn:aws:iam::123456789012:policy/publish is kept as it is, by its ARN",
        "  runner ci-docs/docs is not adopted",
        "  role publish: narrowed  loses policies that are added by hand",
        "  terraform state rm 'aws_iam_role.publish'",
      ]) {
        expect(stderr).toContain(said);
      }
      writeFileSync(join(folder, "adopted.yaml"), stdout);
      expect(jobrole(folder, ["check", "--config", "adopted.yaml"])).toEqual({
        code: 0,
        stdout: "0 errors, 0 warnings\n",
        stderr: "",
      });
      expect(jobrole(folder, ["synth", "--config", "adopted.yaml"]).code).toBe(0);
    });
  });

  test.each<[string, readonly string[], string]>([
    ["nothing", [], "error: got neither states nor --from-aws-export, expected one of them\n"],
    [
      "both",
      ["state.json", "--from-aws-export", "x"],
      "error: got states and --from-aws-export together, expected one of them\n",
    ],
    ["a file that is not there", ["nope.json"], "error: nope.json cannot be read: ENOENT"],
    ["a folder that is not there", ["--from-aws-export", "nope"], "error: nope cannot be read: ENOENT"],
    [
      "an empty folder",
      ["--from-aws-export", "empty"],
      "error: got no .json files in empty, expected what these commands write:\n  aws iam get-account",
    ],
    [
      "answers of other commands",
      ["--from-aws-export", "other"],
      "error: got no role of a ServiceAccount, expected some to adopt\n  a.json is no answer that is known: its keys are Buckets\n  b.json is no JSON\n",
    ],
  ])("says what is wrong with %s", (_, args, message) => {
    inFolder((folder) => {
      mkdirSync(join(folder, "empty"));
      mkdirSync(join(folder, "other"));
      writeFileSync(join(folder, "other", "a.json"), '{ "Buckets": [] }');
      writeFileSync(join(folder, "other", "b.json"), "Buckets");
      const { code, stderr } = jobrole(folder, ["adopt", ...args]);
      expect([code, stderr.slice(0, message.length)]).toEqual([1, message]);
    });
  });

  test("prints a proposal that has to be mended, and says what", () => {
    const { code, stdout, stderr } = jobrole(ROOT, ["adopt", "--name", "My Platform", STATE]);
    expect([code, stdout.includes("name: My Platform")]).toEqual([1, true]);
    expect(stderr).toContain(
      'To be mended in the declaration:\n  name: got "My Platform", expected lower-case letters',
    );
  });

  test.each([
    ["a list", "[]"],
    ["nothing", "null"],
    ["roles without anything", '{ "RoleDetailList": [{}, null, 3] }'],
    ["a role without a trust policy", '{ "RoleDetailList": [{ "RoleName": "r", "Arn": "x" }] }'],
    ["an association of nothing", '{ "association": {} }'],
    ["objects without names", '{ "kind": "List", "items": [{ "kind": "ServiceAccount" }, {}] }'],
    ["a cluster without a name", '{ "cluster": {} }'],
  ])("is not confused by %s", (_, text) => {
    inFolder((folder) => {
      mkdirSync(join(folder, "export"));
      writeFileSync(join(folder, "export", "a.json"), text);
      const { code, stderr } = jobrole(folder, ["adopt", "--from-aws-export", "export"]);
      expect([code, stderr.split("\n")[0]]).toEqual([
        1,
        "error: got no role of a ServiceAccount, expected some to adopt",
      ]);
    });
  });

  test("takes a plan for no state", () => {
    const plan = join(ROOT, "__tests__", "access", "real-plans", "plan-create.json");
    expect(jobrole(ROOT, ["adopt", plan]).stderr).toBe(
      "error: got a plan, expected a state: terraform show -json without a file\n",
    );
  });
});
