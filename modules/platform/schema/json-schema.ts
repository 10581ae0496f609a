import * as z from "zod";
import { DECLARATION } from "./declaration";

/** The JSON Schema of the declaration, for editors. */
export function jsonSchema(): Readonly<Record<string, unknown>> {
  return {
    ...z.toJSONSchema(DECLARATION, { io: "input" }),
    title: "jobrole",
    description: "What GitLab CI jobs and workloads on EKS may do.",
  };
}
