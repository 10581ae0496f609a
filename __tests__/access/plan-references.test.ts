import { readPlan } from "../../modules/access/plan";
import { planOf, resourceChange, reviewOf, shown, texts } from "../support/plans";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "pods.eks.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

function role(address: string, name: string) {
  return resourceChange(
    address,
    ["create"],
    null,
    { name, assume_role_policy: TRUST },
    { after_unknown: { arn: true } },
  );
}

function association(address: string, account: string) {
  const values = { cluster_name: "c", namespace: "ns", service_account: account };
  return resourceChange(address, ["create"], null, values, { after_unknown: { role_arn: true } });
}

/** What a configuration in HCL tells of an association: only to what its role refers. */
function configuration(references: readonly string[], more: object = {}) {
  const expressions = { role_arn: { references } };
  const resource = { address: "aws_eks_pod_identity_association.a", expressions };
  return { root_module: { resources: [resource], ...more } };
}

async function gained(changes: readonly object[], config: object): Promise<readonly string[]> {
  const { changes: found } = await reviewOf({ ...planOf(...changes), configuration: config });
  return texts(found).filter((text) => /gets the role|unknown/.test(text));
}

describe("a role that is known only after apply", () => {
  const one = [role("aws_iam_role.r", "publish"), association("aws_eks_pod_identity_association.a", "x")];

  test("is the one that its argument refers to", async () => {
    expect(await gained(one, configuration(["aws_iam_role.r.arn", "aws_iam_role.r"]))).toEqual([
      "pod ns/x gained gets the role publish",
    ]);
  });

  test.each([
    ["two", ["aws_iam_role.r.arn", "aws_iam_role.r", "aws_iam_role.s.arn", "aws_iam_role.s"]],
    ["a local value", ["local.role"]],
    ["a data source", ["data.aws_iam_role.r.arn", "data.aws_iam_role.r"]],
    ["one that is not in the plan", ["aws_iam_role.other.arn", "aws_iam_role.other"]],
    ["another attribute", ["aws_iam_role.r.unique_id", "aws_iam_role.r"]],
    ["nothing", []],
  ])("is not told where it refers to %s", async (_, references) => {
    const found = await gained(one, configuration(references));
    expect(found).toEqual(["resource aws_eks_pod_identity_association.a unknown is made, and not wholly interpreted"]);
  });

  test("is found through a module's argument and another's output", async () => {
    const changes = [
      role("module.roles.aws_iam_role.r", "publish"),
      association('module.pods["a"].aws_eks_pod_identity_association.a', "x"),
    ];
    const config = {
      root_module: {
        module_calls: {
          roles: {
            module: { outputs: { arn: { expression: { references: ["aws_iam_role.r.arn", "aws_iam_role.r"] } } } },
          },
          pods: {
            expressions: { role: { references: ["module.roles.arn", "module.roles"] } },
            module: configuration(["var.role"]).root_module,
          },
        },
      },
    };
    expect(await gained(changes, config)).toEqual(["pod ns/x gained gets the role publish"]);
  });

  test("is the one of the same key where both are made for each", async () => {
    const changes = ["a", "b"].flatMap((key) => [
      role(`aws_iam_role.r["${key}"]`, `role-${key}`),
      association(`aws_eks_pod_identity_association.a["${key}"]`, key),
    ]);
    expect(await gained(changes, configuration(["aws_iam_role.r", "each.key"]))).toEqual([
      "pod ns/a gained gets the role role-a",
      "pod ns/b gained gets the role role-b",
    ]);
  });

  test("is said to have been taken for what it refers to", () => {
    const plan = { ...planOf(...one), configuration: configuration(["aws_iam_role.r.arn", "aws_iam_role.r"]) };
    expect(readPlan(shown(plan)).assumed).toEqual(["aws_eks_pod_identity_association.a.role_arn"]);
  });
});
