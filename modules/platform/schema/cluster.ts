import * as z from "zod";
import { existingOidcProvider } from "./oidc-provider";
import { issuer, text } from "./words";

/** The IAM OIDC provider of a cluster: the account has one at most for each issuer. */
export const clusterOidcProvider = () =>
  z.union([
    z
      .strictObject({ issuer: issuer().describe("Issuer of the cluster: aws eks describe-cluster tells it.") })
      .describe("An OIDC provider that this app makes."),
    existingOidcProvider(),
  ]);

/** An EKS cluster. */
export const cluster = () =>
  z
    .strictObject({
      name: z
        .string()
        .regex(
          /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/,
          "an EKS cluster name: up to 100 letters, digits, hyphens, underscores",
        ),
      access: access()
        .optional()
        .describe(
          "How Terraform reaches the API server. Default exec: by the AWS CLI's eks get-token; token: by the AWS provider alone, as an ephemeral value.",
        ),
      podIdentityAgent: z
        .enum(["install", "present"])
        .optional()
        .describe("Default install, where anything uses pod identity."),
      oidcProvider: clusterOidcProvider().optional().describe("For irsa and migrating."),
      breakGlass: text().optional().describe("Kubernetes group that the guards let in."),
    })
    .describe("An EKS cluster that exists. Left out: nothing of Kubernetes.");

/** How Terraform reaches the API server: `exec`, `token`, or by a leading key. */
const access = () =>
  z.union([
    z.literal("exec"),
    z.literal("token"),
    z.strictObject({
      kubeconfig: z.strictObject({
        path: text().optional().describe("Default: the environment variable KUBE_CONFIG_PATH."),
        context: text().optional(),
      }),
    }),
  ]);
