import { fromTerraform } from "../../modules/access/from-terraform";
import type { Resource } from "../../modules/access/resource";

const TRUST = JSON.stringify({ Version: "2012-10-17", Statement: [] });

function policy(action: string): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: action, Resource: "*" } });
}

function allow(action: string) {
  return { Effect: "Allow", Action: [action], Resource: ["*"] };
}

function resource(address: string, values: Resource["values"]): Resource {
  return { address, type: address.split(".")[0] ?? "", values };
}

const ROLE = resource("aws_iam_role.r", {
  name: "r",
  assume_role_policy: TRUST,
  inline_policy: [
    { name: "own", policy: policy("s3:ListBucket") },
    { name: "by-hand", policy: policy("iam:PassRole") },
  ],
  managed_policy_arns: ["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::111122223333:policy/p"],
});

const OWN = [
  ROLE,
  resource("aws_iam_role_policy.own", { role: "r", name: "own", policy: policy("s3:GetObject") }),
  resource("aws_iam_policy.p", { arn: "arn:aws:iam::111122223333:policy/p", policy: policy("s3:PutObject") }),
  resource("aws_iam_policy_attachment.p", { roles: ["r", "s"], policy_arn: "arn:aws:iam::111122223333:policy/p" }),
];

describe("hand-written roles", () => {
  test("have what their blocks and attachments say, each policy once", () => {
    const { roles, unread } = fromTerraform(OWN, {});
    expect(roles.r?.statements).toEqual({
      value: [{ ...allow("iam:PassRole"), Action: ["iam:PassRole", "s3:GetObject", "s3:PutObject"] }],
    });
    expect(roles.r?.managedPolicies).toEqual({ value: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] });
    // The attachment is to a role as well that is made elsewhere.
    expect(unread).toEqual(["aws_iam_policy_attachment.p"]);
  });

  test("have what exclusive resources name and no more", () => {
    const exclusive = [
      resource("aws_iam_role_policies_exclusive.r", { role_name: "r", policy_names: ["own"] }),
      resource("aws_iam_role_policy_attachments_exclusive.r", { role_name: "r", policy_arns: [] }),
    ];
    const { roles } = fromTerraform([...OWN.slice(0, 2), ...exclusive], {});
    expect(roles.r?.statements).toEqual({ value: [allow("s3:GetObject")] });
    expect(roles.r?.managedPolicies).toEqual({ value: [] });
    expect(roles.r?.exclusive).toEqual({ value: true });
  });

  test("are not told by a policy of the old language with variables", () => {
    const old = JSON.stringify({ Statement: { Effect: "Allow", Action: "s3:*", Resource: "a/${aws:username}" } });
    const { roles } = fromTerraform(
      [ROLE, resource("aws_iam_role_policy.own", { role: "r", name: "own", policy: old })],
      {},
    );
    expect(roles.r?.atLeast?.open).toEqual([
      expect.stringMatching(
        /^a policy of version 2008-10-17 with what would be variables in a later one \([0-9a-f]{12}\)$/,
      ),
    ]);
  });
});

describe("hand-written objects of Kubernetes", () => {
  const rule = { apiGroups: [""], resources: ["pods"], verbs: ["get"] };
  const metadata = { name: "r", namespace: "ns" };
  const subject = { kind: "ServiceAccount", name: "a", namespace: "ns" };
  const binding = {
    subject: "ns/a",
    scope: { namespace: "ns" },
    grants: { rules: [{ ...rule, resourceNames: [], nonResourceURLs: [] }] },
  };

  test("mean the same without a version, and as manifests", () => {
    const plain = [
      resource("kubernetes_role.r", {
        metadata: [metadata],
        rule: [{ api_groups: [""], resources: ["pods"], verbs: ["get"] }],
      }),
      resource("kubernetes_role_binding.r", {
        metadata: [metadata],
        role_ref: [{ kind: "Role", name: "r" }],
        subject: [subject],
      }),
      resource("kubernetes_service_account.a", { metadata: [{ name: "a", namespace: "ns" }] }),
    ];
    const manifests = [
      { kind: "Role", metadata, rules: [rule] },
      { kind: "RoleBinding", metadata, roleRef: { kind: "Role", name: "r" }, subjects: [subject] },
      { kind: "ServiceAccount", metadata: { name: "a", namespace: "ns" } },
    ].map((manifest, i) => resource(`kubernetes_manifest.m${String(i)}`, { manifest }));
    for (const resources of [plain, manifests]) {
      const { bindings, pods, unread } = fromTerraform(resources, {});
      expect({ bindings, pods, unread }).toEqual({
        bindings: [binding],
        pods: { "ns/a": { automountToken: true, annotations: {} } },
        unread: [],
      });
    }
  });

  test("are unread where ClusterRoles are gathered, or subjects are no ServiceAccounts", () => {
    const { unread } = fromTerraform(
      [
        resource("kubernetes_cluster_role.c", { metadata: [{ name: "c" }], aggregation_rule: [{}] }),
        resource("kubernetes_cluster_role_binding.c", {
          metadata: [{ name: "c" }],
          role_ref: [{ kind: "ClusterRole", name: "c" }],
          subject: [subject],
        }),
        resource("kubernetes_cluster_role_binding.g", {
          metadata: [{ name: "g" }],
          role_ref: [{ kind: "ClusterRole", name: "view" }],
          subject: [{ kind: "Group", name: "system:authenticated" }],
        }),
        resource("kubernetes_manifest.crd", { manifest: { kind: "Policy", metadata } }),
      ],
      {},
    );
    expect(unread).toEqual([
      "kubernetes_cluster_role_binding.c",
      "kubernetes_cluster_role_binding.g",
      "kubernetes_manifest.crd",
    ]);
  });
});

describe("hand-written releases", () => {
  const config = "[[runners]]\n[runners.kubernetes]\nnamespace = 'ci'\nservice_account_overwrite_allowed = 'x'\n";
  const yaml = [
    "gitlabUrl: https://gitlab.com",
    "rbac: { create: no }",
    "serviceAccount: { create: no, name: manager }",
    "runners:",
    "  secret: token",
    "  config: |",
    ...config.split("\n").map((line) => `    ${line}`),
  ].join("\n");

  test("are read from YAML of several documents", () => {
    const values = [yaml, "runners: { secret: other }"];
    const { runners, unread } = fromTerraform([resource("helm_release.r", { namespace: "m", name: "r", values })], {});
    expect(runners["m/r"]).toMatchObject({
      token: { secret: "other" },
      serviceAccountPattern: "x",
      managerServiceAccount: "m/manager",
    });
    expect(unread).toEqual([]);
  });

  test.each(["set", "set_list", "set_sensitive"])("are unread where %s changes single values", (block) => {
    const values = { namespace: "m", name: "r", values: [yaml], [block]: [{ name: "rbac.create", value: "true" }] };
    const { runners, unread } = fromTerraform([resource("helm_release.r", values)], {});
    expect([runners, unread]).toEqual([{}, ["helm_release.r"]]);
  });
});
