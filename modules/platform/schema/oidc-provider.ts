import * as z from "zod";
import { oidcProviderArn } from "./words";

/** An OIDC provider of IAM by its ARN. */
export const existingOidcProvider = () =>
  z
    .strictObject({ existing: oidcProviderArn().describe("ARN of a provider that exists.") })
    .describe("An OIDC provider that is used and never managed.");
