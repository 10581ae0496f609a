import { terraformProblems } from "./schema";

const role = (values: object) => document({ aws_iam_role: { x: { assume_role_policy: "{}", ...values } } });
const bucket = (values: object) => document({ aws_s3_bucket: { x: values } });
const binding = (values: object) =>
  document({
    kubernetes_role_binding_v1: {
      x: {
        metadata: { name: "x", namespace: "n" },
        role_ref: { api_group: "g", kind: "Role", name: "r" },
        subject: [{ kind: "ServiceAccount", name: "s" }],
        ...values,
      },
    },
  });

function document(resource: object, more: object = {}): object {
  const required = { aws: {}, kubernetes: {}, helm: {} };
  return { terraform: { required_providers: required }, resource, ...more };
}

describe("the validator of written Terraform", () => {
  test.each<[string, object, readonly string[]]>([
    ["accepts a valid role", role({ name: "x", force_detach_policies: true }), []],
    ["accepts a block as an object and as a list", binding({ metadata: [{ name: "x", namespace: "n" }] }), []],
    ["accepts a reference to what is there", role({ name: "${aws_iam_role.x.id}" }), []],
    ["accepts an escaped template", role({ name: "$${aws:username}" }), []],
    ["refuses an unknown argument", role({ nam: "x" }), ["aws_iam_role.x: unknown argument nam"]],
    ["refuses an unknown type", document({ aws_iam_rol: { x: {} } }), ["aws_iam_rol.x: unknown type"]],
    [
      "refuses a missing argument",
      document({ aws_iam_role: { x: {} } }),
      ["aws_iam_role.x.assume_role_policy: required and missing"],
    ],
    ["refuses a text for a boolean", bucket({ force_destroy: "true" }), ["aws_s3_bucket.x.force_destroy: not a bool"]],
    ["refuses a number for a text", bucket({ bucket: 1 }), ["aws_s3_bucket.x.bucket: not a string"]],
    ["refuses a list for a text", bucket({ bucket: ["x"] }), ["aws_s3_bucket.x.bucket: not a string"]],
    ["refuses a wrong type inside a map", bucket({ tags: { a: 1 } }), ["aws_s3_bucket.x.tags.a: not a string"]],
    ["refuses what only the provider sets", role({ arn: "x" }), ["aws_iam_role.x.arn: only the provider sets it"]],
    [
      "refuses a missing block",
      binding({ role_ref: undefined }),
      ["kubernetes_role_binding_v1.x.role_ref: needs 1 block(s)"],
    ],
    [
      "refuses a block too many",
      binding({ metadata: [{ name: "x" }, { name: "y" }] }),
      ["kubernetes_role_binding_v1.x.metadata: takes 1 block(s)"],
    ],
    ["refuses wrong nesting", binding({ role_ref: "Role/r" }), ["kubernetes_role_binding_v1.x.role_ref: not a block"]],
    [
      "refuses an unknown argument inside a block",
      binding({ subject: [{ kind: "ServiceAccount", nme: "s" }] }),
      [
        "kubernetes_role_binding_v1.x.subject[0]: unknown argument nme",
        "kubernetes_role_binding_v1.x.subject[0].name: required and missing",
      ],
    ],
    [
      "refuses a reference to nothing",
      role({ name: "${aws_iam_role.y.id}" }),
      ["aws_iam_role.x: ${aws_iam_role.y.id} refers to nothing"],
    ],
    [
      "refuses a dependency on nothing",
      role({ depends_on: ["aws_iam_policy.y"] }),
      ["aws_iam_role.x: depends on aws_iam_policy.y, which is not there"],
    ],
    [
      "refuses an unknown lifecycle argument",
      role({ lifecycle: { create_first: true } }),
      ["aws_iam_role.x.lifecycle: unknown argument create_first"],
    ],
    [
      "refuses an unknown argument of a provider",
      document({}, { provider: { aws: [{ regin: "x" }] } }),
      ["provider.aws: unknown argument regin"],
    ],
    [
      "refuses an unknown argument of a provider's nested attribute",
      document({}, { provider: { helm: [{ kubernetes: { hst: "x" } }] } }),
      ["provider.helm.kubernetes: unknown argument hst"],
    ],
    [
      "accepts an output of a reference and of a text",
      document({ aws_s3_bucket: { x: {} } }, { output: { names: { value: { x: "${aws_s3_bucket.x.id}", y: "y" } } } }),
      [],
    ],
    [
      "refuses an output that refers to nothing, has no value, or an unknown argument",
      document({}, { output: { a: { value: "${aws_s3_bucket.y.id}" }, b: { valu: 1 } } }),
      [
        "output.a: ${aws_s3_bucket.y.id} refers to nothing",
        "output.b: value is missing",
        "output.b: unknown argument valu",
      ],
    ],
    ["refuses an unknown section", document({}, { modules: {} }), ["unknown top level modules"]],
    [
      "refuses a provider that is not required",
      { terraform: { required_providers: {} }, resource: { aws_s3_bucket: { x: {} } } },
      ["terraform.required_providers: aws is missing"],
    ],
  ])("%s", (_, json, expected) => {
    expect(terraformProblems(json)).toEqual(expected);
  });
});
