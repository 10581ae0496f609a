import * as z from "zod";
import { DECLARATION } from "./declaration";

/** A file: a declaration, or the part of one that other files complete. */
const FILE = DECLARATION.partial().extend({
  include: z.array(z.string()).readonly().optional().describe("Files and folders, from here, that belong to it."),
});

/** The JSON Schema of a declaration's files, for editors. */
export function jsonSchema(): Readonly<Record<string, unknown>> {
  return {
    ...z.toJSONSchema(FILE, { io: "input" }),
    title: "jobrole",
    description: "What GitLab CI jobs and workloads on EKS may do.",
  };
}
