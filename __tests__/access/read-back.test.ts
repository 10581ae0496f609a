import { differences } from "../../modules/access/difference";
import { fromPlatform } from "../../modules/access/from-platform";
import { fromTerraform } from "../../modules/access/from-terraform";
import { readWritten } from "../../modules/access/written";
import type { CheckedPlatform } from "../../modules/platform/platform";
import { EVERYTHING } from "../support/examples";
import { platformOf } from "../support/findings";
import { type Stacks, synthesized } from "../support/synthesized";

type Json = Record<string, unknown>;
type Resources = Record<string, Record<string, Json>>;

function copy(stacks: Stacks): Stacks {
  return JSON.parse(JSON.stringify(stacks)) as Stacks;
}

/** Paths at which the model of changed Terraform differs from what was declared. */
function differing(platform: CheckedPlatform, stacks: Stacks): readonly string[] {
  const { resources, surroundings } = readWritten(Object.values(stacks));
  return differences(fromPlatform(platform), fromTerraform(resources, surroundings)).map(({ path }) => path);
}

describe("reading written Terraform back", () => {
  let platform: CheckedPlatform;
  let original: Stacks;
  beforeAll(async () => {
    platform = await platformOf(EVERYTHING);
    original = synthesized(platform);
  });

  const resourcesOf = (stacks: Stacks, stack: string) => (stacks[stack] as { resource: Resources }).resource;

  /** A copy of the written stacks in which one resource is changed. */
  const changed = (type: string, name: string, change: (values: Json) => void): readonly string[] => {
    const stacks = copy(original);
    for (const stack of Object.keys(stacks)) {
      const values = resourcesOf(stacks, stack)[type]?.[name];
      if (values !== undefined) change(values);
    }
    expect(stacks).not.toEqual(original);
    return differing(platform, stacks);
  };

  test("notices every resource that is missing but those that give no access", () => {
    const unnoticed = Object.keys(original).flatMap((stack) =>
      Object.entries(resourcesOf(original, stack)).flatMap(([type, named]) =>
        Object.keys(named).flatMap((name) => {
          const stacks = copy(original);
          Reflect.deleteProperty(resourcesOf(stacks, stack)[type] ?? {}, name);
          return differing(platform, stacks).length > 0 ? [] : [`${type}.${name}`];
        }),
      ),
    );
    expect([...unnoticed].sort()).toEqual([
      "aws_s3_bucket_lifecycle_configuration.full",
      "aws_s3_bucket_lifecycle_configuration.managed-key",
      "aws_s3_bucket_lifecycle_configuration.plain",
      "kubernetes_manifest.docs__limits",
      "kubernetes_manifest.docs__quota",
      "kubernetes_manifest.docs_ci-docs-publish__limits",
      "kubernetes_manifest.docs_ci-docs-publish__quota",
    ]);
  });

  test("notices a trust policy that lost its conditions", () => {
    const paths = changed("aws_iam_role", "publish", (values) => {
      const trust = JSON.parse(values.assume_role_policy as string) as { Statement: Json[] };
      delete trust.Statement[0]?.Condition;
      values.assume_role_policy = JSON.stringify(trust);
    });
    expect(paths).toEqual(["roles.Docs.Publisher.trust.value[0].Condition"]);
  });

  test("notices a policy that allows more", () => {
    const paths = changed("aws_iam_policy", "publish", (values) => {
      values.policy = (values.policy as string).replace("s3:ListBucket", "s3:*");
    });
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.every((path) => path.startsWith("roles.Docs.Publisher.statements"))).toBe(true);
  });

  test("does not take a policy for known that it does not understand", () => {
    const paths = changed("aws_iam_policy", "publish", (values) => {
      values.policy = (values.policy as string).replace('"Action"', '"Reaction"');
    });
    expect(paths).toContain("roles.Docs.Publisher.statements.unknown");
  });

  test("notices a managed policy that is attached besides", () => {
    const paths = changed("aws_iam_role_policy_attachments_exclusive", "build", (values) => {
      values.policy_arns = ["arn:aws:iam::aws:policy/AdministratorAccess"];
    });
    expect(paths).toEqual(["roles.every-build.managedPolicies.value[0]"]);
  });

  test("notices a role that lost its permissions boundary", () => {
    const paths = changed("aws_iam_role", "build", (values) => {
      delete values.permissions_boundary;
    });
    expect(paths).toEqual(["roles.every-build.permissionsBoundary"]);
  });

  test.each([
    ["audience", "gitlab.example.com:8443/sub:aud"],
    ["subject", "gitlab.example.com:8443/sub:sub"],
  ])("notices a trust in tokens that lost its %s", (_, key) => {
    const paths = changed("aws_iam_role", "release", (values) => {
      const trust = JSON.parse(values.assume_role_policy as string) as {
        Statement: { Condition: Record<string, Record<string, unknown>> }[];
      };
      for (const { Condition } of trust.Statement)
        for (const keys of Object.values(Condition)) Reflect.deleteProperty(keys, key);
      values.assume_role_policy = JSON.stringify(trust);
    });
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.every((path) => path.startsWith("roles.Releaser.trust.value"))).toBe(true);
  });

  test("notices tokens of another project that a role trusts", () => {
    const paths = changed("aws_iam_role", "release", (values) => {
      values.assume_role_policy = (values.assume_role_policy as string).replaceAll("project_id:42:", "project_id:*:");
    });
    expect(paths.every((path) => path.startsWith("roles.Releaser.trust.value"))).toBe(true);
  });

  test("notices an annotation that names another role, and one that is gone", () => {
    const annotated = (change: (metadata: Json) => void) =>
      changed("kubernetes_service_account_v1", "annotated", (values) => {
        change(values.metadata as Json);
      });
    const path = "pods.ci-open/annotated.roleArn";
    expect(annotated((metadata) => delete metadata.annotations)).toEqual([path]);
    const other = { "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/admin" };
    expect(annotated((metadata) => (metadata.annotations = other))).toEqual([path]);
  });

  test("notices an audience that an OIDC provider takes besides", () => {
    const paths = changed("aws_iam_openid_connect_provider", "gitlab", (values) => {
      values.client_id_list = [...(values.client_id_list as string[]), "sts.amazonaws.com"];
    });
    expect(paths).toEqual(["oidcProviders.gitlab.example.com:8443/sub.audiences.value[1]"]);
  });

  test.each([
    ["failurePolicy", (spec: Json) => (spec.failurePolicy = "Ignore")],
    ["validations", (spec: Json) => (spec.validations as unknown[]).pop()],
    ["rules", (spec: Json) => ((spec.matchConstraints as Json).resourceRules as unknown[]).pop()],
  ])("takes a guard with weakened %s for none", (_, weaken) => {
    const paths = changed("kubernetes_manifest", "docs", (values) => {
      weaken((values.manifest as { spec: Json }).spec);
    });
    expect(paths).toContain("admission.ci-docs");
    expect(paths).toContain("unread[0]");
  });

  test("notices a project that a guard lets in besides", () => {
    const paths = changed("kubernetes_manifest", "docs", (values) => {
      const { variables } = (values.manifest as { spec: { variables: { name: string; expression: string }[] } }).spec;
      const allowed = variables.find(({ name }) => name === "allowed");
      if (allowed !== undefined) allowed.expression = allowed.expression.replace('"42"', '"42", "666"');
    });
    expect(paths).toEqual(["admission.ci-docs.projects.build[1]", "admission.ci-docs.projects.build[2]"]);
  });

  test("notices an open pattern in the values of a release", () => {
    const paths = changed("helm_release", "docs", (values) => {
      values.values = (values.values as string[]).map((text) => text.replace(/\^\(\?:build\|docs-publisher\)\$/, ".*"));
    });
    expect(paths).toEqual(["runners.ci-docs-system/every-docs.serviceAccountPattern"]);
  });

  test("names a resource that it does not know", () => {
    const stacks = copy(original);
    resourcesOf(stacks, "every-identities").aws_iam_user = { mallory: { name: "mallory" } };
    expect(differing(platform, stacks)).toEqual(["unread[0]"]);
  });
});
