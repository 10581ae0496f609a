import * as z from "zod";
import { prefix, reference, text } from "./words";

/**
 * The kinds of grant, by their leading key: the key that tells the kind before anything else is validated.
 * `B`: keys of buckets, `U`: keys of permissions.
 */
export const grantKinds = <B extends string, U extends string>() => ({
  bucket: z
    .strictObject({
      bucket: reference<B>().describe("A bucket by its key."),
      access: z.enum(["list", "read", "write", "read-write"]).describe("What is allowed; list is a level of its own."),
      prefix: prefix().optional().describe("Only objects under this prefix. Ends in /."),
    })
    .describe("Objects of a bucket."),
  managedPolicy: z
    .strictObject({
      managedPolicy: text().describe("Name of an AWS managed policy, or the ARN of any managed policy."),
    })
    .describe("A managed policy of AWS or of the account."),
  actions: z
    .strictObject({
      actions: z
        .array(z.string().regex(/^[a-z0-9-]+:[A-Za-z0-9*?]+$/, "an IAM action, service:Action"))
        .min(1)
        .readonly(),
      resources: z.array(text()).min(1).readonly().describe("ARNs, with wildcards where IAM takes them."),
      conditions: z
        .record(z.string(), z.record(z.string(), z.union([text(), z.array(text()).min(1).readonly()])))
        .optional()
        .describe("Operator, condition key, value or values."),
    })
    .describe("IAM actions on resources."),
  namespace: z
    .strictObject({
      namespace: text().describe("A namespace that exists."),
      role: text().optional().describe("A ClusterRole by its name, bound in the namespace."),
      rules: z.array(policyRule()).min(1).readonly().optional(),
    })
    .describe("Kubernetes permissions in a namespace: role or rules."),
  cluster: z
    .strictObject({
      cluster: z.literal(true),
      role: text().optional().describe("A ClusterRole by its name, bound in the whole cluster."),
      rules: z.array(policyRule()).min(1).readonly().optional(),
    })
    .describe("Kubernetes permissions in the whole cluster: role or rules."),
  use: z.strictObject({ use: reference<U>().describe("A set of permissions by its key.") }).describe("A named set."),
});

export const grant = <B extends string, U extends string>() => {
  const kinds = grantKinds<B, U>();
  return z.union([kinds.bucket, kinds.managedPolicy, kinds.actions, kinds.namespace, kinds.cluster, kinds.use]);
};

function policyRule() {
  const names = () => z.array(text()).min(1).readonly();
  return z.strictObject({
    apiGroups: z.array(z.string()).min(1).readonly().optional().describe('Left out: the core group, [""].'),
    resources: names().optional(),
    resourceNames: names().optional(),
    nonResourceURLs: names().optional().describe("Only for the whole cluster."),
    verbs: names(),
  });
}
