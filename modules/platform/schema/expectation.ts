import * as z from "zod";
import { text } from "./words";

const QUESTION = "An AWS action (s3:GetObject), or a verb and a resource of Kubernetes (delete deployments.apps).";

const circumstances = () => ({
  on: text().optional().describe("AWS: an ARN, or bucket:KEY/object for a bucket by its key. Default *."),
  in: text().optional().describe("Kubernetes: a namespace. Left out: the whole cluster."),
  when: z
    .record(text(), z.union([text(), z.array(text()).min(1).readonly()]))
    .optional()
    .describe("AWS: what else is known of the request, value or values by condition key."),
});

/** A test of an identity: what it can or cannot do. */
export const expectation = () =>
  z.union([
    z.strictObject({ can: text().describe(QUESTION), ...circumstances() }),
    z.strictObject({ cannot: text().describe(QUESTION), ...circumstances() }),
  ]);
