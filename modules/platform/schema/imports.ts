import * as z from "zod";
import { text } from "./words";

/** The stacks of a platform, by the end of their name. */
export const STACKS = ["cluster", "storage", "identities", "runners", "federation"] as const;

const address = () =>
  z
    .string()
    .regex(/^[a-z][a-z0-9_]*\.[A-Za-z_][A-Za-z0-9_-]*$/, "a Terraform address, such as aws_iam_role.docs-publish");

/** What exists already, and is taken into the state by the first apply instead of being made. */
export const imports = () =>
  z
    .partialRecord(z.enum(STACKS), z.record(address(), text().describe("As terraform import takes it.")))
    .describe("What exists and is taken over: by stack and address, its id. Leave it out once it is applied.");
