import { fromPlatform } from "../../modules/access/from-platform";
import { quotaUse } from "../../modules/access/quota-use";
import { platformOf } from "../support/findings";

const uses = async (yaml: string) => {
  const platform = await platformOf(yaml);
  return quotaUse(platform, fromPlatform(platform)).map(({ name, used, limit, where }) => [name, used, limit, where]);
};

const HEAD = `name: p
aws: { account: "111122223333", region: eu-central-1, quotas: { roles: 2000, managedPoliciesPerRole: 20 } }
`;

test("a platform uses of each quota what its largest part does", async () => {
  const yaml = `${HEAD}cluster: { name: c }
identities:
  a: { serviceAccount: apps/a, allow: [{ managedPolicy: AmazonS3ReadOnlyAccess }, { managedPolicy: CloudFrontReadOnlyAccess }] }
  b: { serviceAccount: apps/b, allow: [{ parameter: /b, access: read }] }
  c: { serviceAccount: apps/a-longer-name, allow: [] }
`;
  expect(await uses(yaml)).toEqual([
    ["characters of a policy", 172, 6144, "p-b"],
    ["policies of a role", 2, 20, "p-a"],
    ["characters of a trust policy", 412, 2048, "p-c"],
    ["roles", 3, 2000, "account 111122223333"],
    ["managed policies", 1, 1500, "account 111122223333"],
    ["pod identity associations", 3, 5000, "cluster c"],
  ]);
});

test("a platform of buckets alone uses no quota", async () => {
  expect(await uses(`${HEAD}buckets: { site: {} }\nidentities: {}\n`)).toEqual([]);
});
