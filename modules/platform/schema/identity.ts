import * as z from "zod";
import type { grant } from "./grant";
import { expectation } from "./expectation";
import { reference, tags, text } from "./words";

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
        names: z.strictObject(names).optional(),
        expect,
      })
      .describe("What a long-running workload may be."),
  ]);
};
