import * as z from "zod";
import type { grant } from "./grant";
import { reference, text } from "./words";

/**
 * What a job or a workload may be.
 * `R`: keys of runners, `P`: paths of projects, `B`: keys of buckets, `U`: keys of permissions.
 */
export const identity = <R extends string, P extends string, B extends string, U extends string>(
  grants: ReturnType<typeof grant<B, U>>,
) => {
  const allow = z.array(grants).readonly().describe("Everything it may do. [] is a valid choice.");
  return z.union([
    z
      .strictObject({
        runner: reference<R>().describe("The runner whose jobs may be it."),
        projects: z.array(reference<P>()).min(1).readonly().describe("The projects whose jobs may be it."),
        allow,
        names: z
          .strictObject({
            role: text().optional().describe("Name of the IAM role. Default <name>-<key>."),
            serviceAccount: text().optional().describe("Default: the key."),
            namespace: text().optional().describe("A further job namespace of its runner."),
          })
          .optional(),
      })
      .describe("What a CI job may be."),
    z
      .strictObject({
        serviceAccount: z
          .string()
          .regex(/^[^/]+\/[^/]+$/, "namespace/name of a ServiceAccount")
          .describe("namespace/name; the namespace exists, the ServiceAccount is made."),
        allow,
        names: z.strictObject({ role: text().optional().describe("Name of the IAM role.") }).optional(),
      })
      .describe("What a long-running workload may be."),
  ]);
};
