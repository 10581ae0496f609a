import * as z from "zod";
import {
  arn,
  objectKey,
  parameterName,
  prefix,
  reference,
  repositoryName,
  roleArn,
  secretName,
  text,
  managedPolicy,
} from "./words";

/**
 * A permission. The first key of each kind is its leading key, which tells the kind before anything else is validated.
 * `B`: keys of buckets, `U`: keys of permissions.
 */
export const grant = <B extends string, U extends string>() =>
  z.union([
    z
      .strictObject({
        bucket: reference<B>().describe("A bucket by its key."),
        access: z
          .enum(["list", "read", "write", "read-write"])
          .describe("What is allowed; list is a level of its own."),
        prefix: prefix().optional().describe("Only objects under this prefix. Ends in /."),
      })
      .describe("Objects of a bucket."),
    z
      .strictObject({
        managedPolicy: managedPolicy().describe("Name of an AWS managed policy, or the ARN of any managed policy."),
      })
      .describe("A managed policy of AWS or of the account."),
    z
      .strictObject({
        repository: repositoryName().describe("An ECR repository of this account and region by its name, or by ARN."),
        access: z.enum(["pull", "push"]).describe("push does not pull."),
      })
      .describe("Images of an ECR repository."),
    z
      .strictObject({
        parameter: parameterName().describe("Name of a parameter; one that ends in / stands for all below it."),
        access: z.literal("read"),
        kms: arn().optional().describe("ARN of the key that encrypts it, where that is not AWS's own."),
      })
      .describe("Parameters of SSM."),
    z
      .strictObject({
        secret: secretName().describe("A secret of this account and region by its name, or by ARN."),
        access: z.literal("read"),
        kms: arn().optional().describe("ARN of the key that encrypts it, where that is not AWS's own."),
      })
      .describe("The value of a secret of Secrets Manager."),
    z
      .strictObject({
        terraformState: reference<B>().describe("Bucket that the state is in, by its key."),
        key: objectKey().describe("Key of the state's object; its lock file is beside it."),
        access: z.enum(["read", "write"]).describe("read is for terraform_remote_state; write locks as well."),
      })
      .describe("One state of Terraform's S3 backend with use_lockfile."),
    z
      .strictObject({ assume: roleArn().describe("ARN of a role, which has to trust this one.") })
      .describe("Another role."),
    z
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
    z
      .strictObject({
        namespace: text().describe("A namespace that exists."),
        role: text().optional().describe("A ClusterRole by its name, bound in the namespace."),
        rules: z.array(policyRule()).min(1).readonly().optional(),
      })
      .describe("Kubernetes permissions in a namespace: role or rules."),
    z
      .strictObject({
        cluster: z.literal(true),
        role: text().optional().describe("A ClusterRole by its name, bound in the whole cluster."),
        rules: z.array(policyRule()).min(1).readonly().optional(),
      })
      .describe("Kubernetes permissions in the whole cluster: role or rules."),
    z.strictObject({ use: reference<U>().describe("A set of permissions by its key.") }).describe("A named set."),
  ]);

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
