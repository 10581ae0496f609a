import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { place } from "./place";

/** What stacks tell whoever reads their state: a contract, as addresses are. */
export type OutputName =
  "bucket_names" | "cluster" | "oidc_provider_arns" | "releases" | "role_arns" | "service_accounts";

/**
 * Writes an output: values by the keys of the declaration (`docs-publish`; of a runner's manager `docs__manager`). It is
 * there even where it is empty, so that who reads it finds it.
 */
export function output(scope: Construct, name: OutputName, values: Readonly<Record<string, string>>): void {
  place(new TerraformOutput(scope, `output-${name}`, { value: values }), name);
}
