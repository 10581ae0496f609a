import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";

/**
 * Makes providers.json.gz, what the tests hold written Terraform against, from the output of
 * `terraform providers schema -json`: only the types that this app writes, without descriptions.
 *
 *   node __tests__/terraform/trim-schemas.mjs SCHEMA.json[.gz]
 */
const [, , input] = process.argv;
if (input === undefined) throw new Error("usage: trim-schemas.mjs SCHEMA.json[.gz]");

const WANTED = [
  /^aws_(eks_addon|eks_cluster|eks_pod_identity_association)$/,
  /^aws_iam_(openid_connect_provider|policy|role|role_policies_exclusive|role_policy_attachments_exclusive)$/,
  /^aws_s3_bucket(_ownership_controls|_policy|_public_access_block|_versioning)?$/,
  /^aws_s3_bucket_(lifecycle|server_side_encryption)_configuration$/,
  /^kubernetes_(namespace|service_account|role|role_binding|cluster_role|cluster_role_binding)_v1$/,
  /^kubernetes_manifest$/,
  /^helm_release$/,
];

const bytes = readFileSync(input);
const { provider_schemas: providers } = JSON.parse(
  (input.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"),
);
const only = (schemas = {}) =>
  Object.fromEntries(Object.entries(schemas).filter(([type]) => WANTED.some((w) => w.test(type))));
const trimmed = Object.fromEntries(
  Object.entries(providers).map(([name, { provider, resource_schemas, data_source_schemas }]) => [
    name.split("/").at(-1),
    { provider, resource: only(resource_schemas), data: only(data_source_schemas) },
  ]),
);
const text = JSON.stringify(trimmed, (key, value) =>
  key === "description" || key === "description_kind" ? undefined : value,
);
writeFileSync(new URL("providers.json.gz", import.meta.url), gzipSync(text, { level: 9 }));
