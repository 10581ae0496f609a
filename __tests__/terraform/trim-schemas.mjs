import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";

/**
 * Makes providers.json.gz, what the tests hold written Terraform against, from the output of
 * `terraform providers schema -json`: only the types that this app writes, without descriptions.
 *
 *   node __tests__/terraform/trim-schemas.mjs SCHEMA.json[.gz]…
 *
 * Of several schemas a type is taken from the first that has it.
 */
const [, , ...inputs] = process.argv;
if (inputs.length === 0) throw new Error("usage: trim-schemas.mjs SCHEMA.json[.gz]…");

const WANTED = [
  /^aws_eks_(access_entry|access_policy_association|addon|cluster|fargate_profile|node_group|pod_identity_association)$/,
  /^aws_launch_template$/,
  /^aws_iam_(openid_connect_provider|policy|role|role_policies_exclusive|role_policy_attachments_exclusive)$/,
  /^aws_s3_bucket(_ownership_controls|_policy|_public_access_block|_versioning)?$/,
  /^aws_s3_bucket_(lifecycle|server_side_encryption)_configuration$/,
  /^kubernetes_(namespace|service_account|role|role_binding|cluster_role|cluster_role_binding)_v1$/,
  /^kubernetes_manifest$/,
  /^helm_release$/,
];

const only = (schemas = {}) =>
  Object.fromEntries(Object.entries(schemas).filter(([type]) => WANTED.some((w) => w.test(type))));
const trimmed = {};
for (const input of inputs) {
  const bytes = readFileSync(input);
  const { provider_schemas: providers } = JSON.parse(
    (input.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"),
  );
  for (const [name, { provider, resource_schemas, data_source_schemas }] of Object.entries(providers)) {
    const { resource = {}, data = {}, ...before } = trimmed[name.split("/").at(-1)] ?? {};
    trimmed[name.split("/").at(-1)] = {
      provider,
      ...before,
      resource: { ...only(resource_schemas), ...resource },
      data: { ...only(data_source_schemas), ...data },
    };
  }
}
const text = JSON.stringify(trimmed, (key, value) =>
  key === "description" || key === "description_kind" ? undefined : value,
);
writeFileSync(new URL("providers.json.gz", import.meta.url), gzipSync(text, { level: 9 }));
