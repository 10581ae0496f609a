import * as z from "zod";
import { kmsKeyArn, text, url } from "./words";

/** Providers and state of the written Terraform. */
export const terraform = () =>
  z.strictObject({
    providers: z
      .strictObject({
        aws: constraint().optional(),
        kubernetes: constraint().optional(),
        helm: constraint().optional(),
      })
      .optional()
      .describe("Version constraints. Default: the versions that this app is made for, exactly."),
    backend: backend().optional().describe("Default local."),
  });

/** A Terraform version constraint, `">= 6.25, < 7"`. @see https://developer.hashicorp.com/terraform/language/expressions/version-constraints */
const constraint = () =>
  z
    .string()
    .regex(
      /^\s*(=|!=|>|>=|<|<=|~>)?\s*\d+(\.\d+){0,2}(-[0-9A-Za-z.-]+)?(\s*,\s*(=|!=|>|>=|<|<=|~>)?\s*\d+(\.\d+){0,2}(-[0-9A-Za-z.-]+)?)*\s*$/,
      'a Terraform version constraint such as ">= 6.25, < 7"',
    );

/** Where state is kept: `local`, or by a leading key. */
const backend = () =>
  z.union([
    z.literal("local"),
    z.strictObject({
      s3: z.strictObject({
        bucket: text(),
        region: text().optional().describe("Default aws.region."),
        prefix: z
          .string()
          .regex(/^([A-Za-z0-9_.=-]+\/)+$/, 'folders that end in "/"')
          .optional()
          .describe("Before <stack>.tfstate. Default <name>/."),
        kmsKey: kmsKeyArn().optional().describe("ARN of the key that encrypts the state."),
      }),
    }),
    z
      .strictObject({
        http: z.strictObject({
          address: url().describe(
            "To which /<stack> is added, such as https://gitlab.com/api/v4/projects/77/terraform/state.",
          ),
        }),
      })
      .describe("GitLab-managed state; credentials come from TF_HTTP_USERNAME and TF_HTTP_PASSWORD."),
    z
      .strictObject({
        cloud: z.strictObject({
          organization: text(),
          hostname: z
            .string()
            .regex(/^[A-Za-z0-9.-]+$/, "a host name")
            .optional()
            .describe("Default app.terraform.io."),
          project: text().optional().describe("Project in which missing workspaces are made."),
        }),
      })
      .describe("HCP Terraform: a workspace for each stack, by its name."),
  ]);
