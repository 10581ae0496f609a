import * as z from "zod";
import type { grant } from "./grant";
import { expectation } from "./expectation";
import { audience, claim, gitRef, reference, tags, text } from "./words";

/** How pods get the credentials of their role. */
const credentials = () =>
  z
    .enum(["pod-identity", "irsa", "migrating"])
    .optional()
    .describe("How its pods get the role's credentials; migrating: both ways at once. Default pod-identity.");

/** Which ID tokens of GitLab are it: of which projects and refs. `P`: paths of projects. */
const idToken = <P extends string>() =>
  z.strictObject({
    projects: z.array(reference<P>()).min(1).readonly().describe("The projects whose jobs may be it."),
    refs: z
      .strictObject({
        branches: z.array(gitRef()).min(1).readonly().optional().describe("Names, or patterns such as release/*."),
        tags: z.array(gitRef()).min(1).readonly().optional().describe("Names, or patterns."),
        protected: z.literal(true).optional().describe("Only protected ones; of any name, where none is given."),
      })
      .describe("Whose jobs: branches, tags, or protected ones of both."),
    subject: z
      .enum(["project_path", "project_id"])
      .optional()
      .describe("How a token names its project, a setting of the project in GitLab. Default project_path."),
    audience: audience().optional().describe("Audience of the token. Default gitlab.url."),
    claims: claims().optional().describe("What else a token has to say; gitlab.com only."),
  });

/** Claims of gitlab.com's tokens that AWS knows besides sub, aud and ref_protected. */
const claims = () => {
  const values = () => z.array(claim()).min(1).readonly().optional();
  return z.strictObject({
    namespace_id: values(),
    pipeline_source: values(),
    project_id: values(),
    user_access_level: values(),
    user_email: values(),
    user_id: values(),
    user_login: values(),
  });
};

/**
 * What a job or a workload may be.
 * `R`: keys of runners, `P`: paths of projects, `B`: keys of buckets, `U`: keys of permissions.
 */
export const identity = <R extends string, P extends string, B extends string, U extends string>(
  grants: ReturnType<typeof grant<B, U>>,
) => {
  const expect = z.array(expectation()).readonly().optional().describe("Tests of it, judged by every command.");
  const shared = {
    allow: z.array(grants).readonly().describe("Everything it may do. [] is a valid choice."),
    tags: tags().optional().describe("On its role, policies and association, besides aws.tags."),
  };
  const names = {
    role: text().optional().describe("Name of the IAM role. Default <name>-<key>."),
    kubernetesRole: text().optional().describe("Of its Roles, ClusterRoles and bindings. Default <name>-<key>."),
  };
  return z.union([
    z
      .strictObject({
        runner: reference<R>().describe("The runner whose jobs may be it."),
        projects: z.array(reference<P>()).min(1).readonly().describe("The projects whose jobs may be it."),
        ...shared,
        credentials: credentials(),
        names: z
          .strictObject({
            ...names,
            serviceAccount: text().optional().describe("Default: the key."),
            namespace: text().optional().describe("A further job namespace of its runner."),
          })
          .optional(),
        expect,
      })
      .describe("What a CI job may be."),
    z
      .strictObject({
        serviceAccount: z
          .string()
          .regex(/^[^/]+\/[^/]+$/, "namespace/name of a ServiceAccount")
          .describe("namespace/name; the namespace exists, the ServiceAccount is made."),
        ...shared,
        credentials: credentials(),
        names: z.strictObject(names).optional(),
        expect,
      })
      .describe("What a long-running workload may be."),
    z
      .strictObject({
        idToken: idToken<P>(),
        ...shared,
        names: z.strictObject({ role: names.role }).optional(),
        expect,
      })
      .describe("What a CI job anywhere may be by its ID token: no runner and no cluster of ours."),
  ]);
};
