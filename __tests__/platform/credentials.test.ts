import { parseYaml } from "../../modules/platform/yaml";
import { read } from "../../modules/platform/read";
import { fromPlatform } from "../../modules/access/from-platform";
import { platformOf } from "../support/findings";
import { addressesOf, synthesized } from "../support/synthesized";

const ISSUER = "oidc.eks.eu-central-1.amazonaws.com/id/X";
const CREDENTIALS = ["pod-identity", "irsa", "migrating"] as const;

function declared(credentials: string): string {
  return `
name: p
aws: { account: "111122223333", region: eu-central-1 }
cluster: { name: c, oidcProvider: { issuer: "https://${ISSUER}" } }
buckets: { site: {} }
identities:
  w: { serviceAccount: apps/web, credentials: ${credentials}, allow: [{ bucket: site, access: read }] }
  other: { serviceAccount: apps/other, allow: [] }
`;
}

type Values = Readonly<Record<string, unknown>>;

async function written(credentials: string) {
  const document = synthesized(await platformOf(declared(credentials)))["p-identities"];
  const { resource } = document as { resource: Record<string, Record<string, Values>> };
  const statements = (
    JSON.parse(resource.aws_iam_role?.w?.assume_role_policy as string) as {
      Statement: { Principal: Readonly<Record<string, readonly string[]>> }[];
    }
  ).Statement;
  return {
    addresses: addressesOf(document),
    role: resource.aws_iam_role?.w,
    account: resource.kubernetes_service_account_v1?.w,
    statements,
  };
}

describe("switching credentials", () => {
  test("never touches the role's address, name or policies, only whom it trusts", async () => {
    const roles = await Promise.all(
      CREDENTIALS.map(async (credentials) => {
        const { addresses, role } = await written(credentials);
        const own = addresses.filter((address) => /^aws_iam_(role|policy)/.test(address));
        const { assume_role_policy: trust, depends_on: after, ...rest } = role ?? {};
        expect([typeof trust, Array.isArray(after)]).toEqual(["string", true]);
        return { own, rest };
      }),
    );
    expect(roles[1]).toEqual(roles[0]);
    expect(roles[2]).toEqual(roles[0]);
    expect(roles[0]?.own).toContain("aws_iam_role.w");
  });

  test("has, while it migrates, exactly what both ways have", async () => {
    const [before, after, between] = await Promise.all(CREDENTIALS.map(written));
    const all = new Set([...(before?.addresses ?? []), ...(after?.addresses ?? [])]);
    expect(between?.addresses).toEqual([...all].sort());
    expect(between?.statements).toEqual([...(after?.statements ?? []), ...(before?.statements ?? [])]);
    expect(before?.statements.map(({ Principal }) => Principal)).toEqual([{ Service: ["pods.eks.amazonaws.com"] }]);
    expect(after?.statements.map(({ Principal }) => Principal)).toEqual([
      { Federated: [`arn:aws:iam::111122223333:oidc-provider/${ISSUER}`] },
    ]);
  });

  test("takes nothing but the annotation and the trust in tokens away at its end", async () => {
    const [end, , between] = await Promise.all(CREDENTIALS.map(written));
    expect(between?.addresses).toEqual(end?.addresses);
    expect(between?.account?.metadata).toEqual({
      name: "web",
      namespace: "apps",
      annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/p-w" },
    });
    expect(end?.account?.metadata).toEqual({ name: "web", namespace: "apps" });
  });

  test("annotates a ServiceAccount when its role is complete, and makes the role when its provider is there", async () => {
    const { account, role, addresses } = await written("irsa");
    expect(account?.depends_on).toContain("aws_iam_role.w");
    expect(account?.depends_on).toContain("aws_iam_role_policy_attachments_exclusive.w");
    expect(role?.depends_on).toContain("aws_iam_openid_connect_provider.cluster");
    expect(addresses).not.toContain("aws_eks_pod_identity_association.w");
    expect(addresses).toContain("aws_eks_pod_identity_association.other");
  });
});

test("the agent of pod identity is installed only where something uses it", async () => {
  const only = declared("irsa").replace(/\n {2}other:.*/, "");
  expect(addressesOf(synthesized(await platformOf(only))["p-identities"])).not.toContain(
    "aws_eks_addon.pod-identity-agent",
  );
  expect((await written("irsa")).addresses).toContain("aws_eks_addon.pod-identity-agent");
});

test("where the provider is not declared, tokens are trusted by nobody", () => {
  const yaml = declared("irsa").replace(/, oidcProvider.*/, " }");
  const { platform } = read(parseYaml(yaml, "jobrole.yaml"));
  if (platform === undefined) throw new Error("it reads");
  expect(fromPlatform(platform).roles["p-w"]?.trust).toEqual({ value: [] });
});
