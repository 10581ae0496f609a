import { fromLiving, type KubernetesObject, type Living } from "../../modules/access/living";
import { guardBinding, guardPolicy } from "../../modules/kubernetes/guard";

const NOTHING: Living = {
  account: "123456789012",
  region: "eu-central-1",
  roles: [],
  oidcProviders: [],
  associations: [],
  buckets: [],
  objects: [],
  releases: [],
};

const statement = (action: string) => ({ Effect: "Allow", Action: action, Resource: "*" });
const policy = (action: string) => JSON.stringify({ Version: "2012-10-17", Statement: [statement(action)] });
const trust = { Effect: "Allow", Principal: { Service: "pods.eks.amazonaws.com" }, Action: "sts:AssumeRole" };

const GUARD = {
  namespace: "ci",
  name: "guard",
  creators: ["manager"],
  connectors: ["manager"],
  projects: { build: ["42"] },
};

/** What an API server adds to an admission policy that it takes. */
function asServed(object: Readonly<Record<string, unknown>>): KubernetesObject {
  const { metadata, spec, ...rest } = object as unknown as KubernetesObject & { spec: Record<string, unknown> };
  const constraints = spec.matchConstraints as { resourceRules: readonly object[] } | undefined;
  const resources = spec.matchResources as object | undefined;
  const defaults = { matchPolicy: "Equivalent", objectSelector: {} };
  return {
    ...rest,
    metadata: { ...metadata, ...{ uid: "1", resourceVersion: "7", generation: 1 } },
    spec: {
      ...spec,
      ...(constraints === undefined
        ? {}
        : {
            matchConstraints: {
              ...defaults,
              namespaceSelector: {},
              resourceRules: constraints.resourceRules.map((rule) => ({ ...rule, scope: "*" })),
            },
          }),
      ...(resources === undefined ? {} : { matchResources: { ...resources, ...defaults } }),
    },
    status: { observedGeneration: 1 },
  };
}

test("a role has its own policies, inline and attached, and names those of others", () => {
  const { roles } = fromLiving({
    ...NOTHING,
    roles: [
      {
        name: "docs",
        path: "/ci/",
        trust: JSON.stringify({ Version: "2012-10-17", Statement: trust }),
        permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary",
        inline: { extra: policy("s3:PutObject") },
        attached: [
          { arn: "arn:aws:iam::123456789012:policy/docs", document: policy("s3:GetObject") },
          { arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
        ],
      },
    ],
  });
  expect(roles).toEqual({
    docs: {
      arn: { value: "arn:aws:iam::123456789012:role/ci/docs" },
      trust: {
        value: [{ Effect: "Allow", Principal: { Service: ["pods.eks.amazonaws.com"] }, Action: ["sts:AssumeRole"] }],
      },
      statements: { value: [{ Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: ["*"] }] },
      managedPolicies: { value: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] },
      permissionsBoundary: { value: "arn:aws:iam::123456789012:policy/boundary" },
      exclusive: {
        unknown:
          "whether policies added by hand will be taken away: only Terraform's state knows which roles are exclusive",
      },
    },
  });
});

test("an OIDC provider is known by its issuer, and two of one are never one", () => {
  const issuer = "gitlab.com";
  const one = fromLiving({ ...NOTHING, oidcProviders: [{ issuer, audiences: ["b", "a"] }] });
  expect(one.oidcProviders).toEqual({
    "gitlab.com": {
      arn: { value: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" },
      audiences: { value: ["a", "b"] },
    },
  });
  const two = fromLiving({ ...NOTHING, oidcProviders: [one, one].map(() => ({ issuer, audiences: [] })) });
  expect(two.unread).toEqual(["aws_iam_openid_connect_provider gitlab.com"]);
});

test("a bucket without settings is open", () => {
  expect(fromLiving({ ...NOTHING, buckets: [{ name: "site" }] }).buckets).toEqual({
    site: {
      encryption: "none",
      versioning: "none",
      publicAccessBlocked: false,
      ownerEnforced: false,
      policy: { value: [] },
    },
  });
});

test("a guard is read through what the API server adds, and is none once anything else is changed", () => {
  const [made, binding] = [asServed(guardPolicy(GUARD)), asServed(guardBinding(GUARD))];
  expect(fromLiving({ ...NOTHING, objects: [made, binding] })).toMatchObject({
    admission: { ci: { creators: ["manager"], connectors: ["manager"], projects: { build: ["42"] } } },
    unread: [],
  });
  const weakened = [
    { ...made, spec: { ...(made.spec as object), failurePolicy: "Ignore" } },
    { ...made, spec: { ...(made.spec as object), matchConditions: [{ name: "never", expression: "false" }] } },
  ];
  for (const policyObject of weakened) {
    expect(fromLiving({ ...NOTHING, objects: [policyObject, binding] })).toMatchObject({
      admission: {},
      unread: [
        "kubernetes_manifest ValidatingAdmissionPolicy/guard",
        "kubernetes_manifest ValidatingAdmissionPolicyBinding/guard",
      ],
    });
  }
});

test("a binding of a person or a group is not read, and said", () => {
  const binding = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: { name: "by-hand", namespace: "ci" },
    roleRef: { kind: "ClusterRole", name: "admin" },
    subjects: [{ kind: "Group", name: "system:serviceaccounts:ci" }],
  };
  expect(fromLiving({ ...NOTHING, objects: [binding] })).toMatchObject({
    bindings: [],
    unread: ["kubernetes_role_binding_v1 RoleBinding/ci/by-hand"],
  });
});
