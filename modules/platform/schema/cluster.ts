import * as z from "zod";
import { NETWORK_ENGINES } from "../../kubernetes/job-network";
import { createdCluster } from "./created-cluster";
import { existingOidcProvider } from "./oidc-provider";
import { issuer, text } from "./words";

const managedOidcProvider = (words: string) =>
  z.strictObject({ issuer: issuer().describe(words) }).describe("An OIDC provider that this app makes.");

/** The IAM OIDC provider of a cluster: the account has one at most for each issuer. */
export const clusterOidcProvider = () =>
  z.union([managedOidcProvider("Issuer of the cluster: aws eks describe-cluster tells it."), existingOidcProvider()]);

const name = () =>
  z
    .string()
    .regex(/^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/, "an EKS cluster name: up to 100 letters, digits, hyphens, underscores");

const reached = () => ({
  access: access()
    .optional()
    .describe(
      "How Terraform reaches the API server. Default exec: by the AWS CLI's eks get-token; token: by the AWS provider alone, as an ephemeral value.",
    ),
  breakGlass: text().optional().describe("Kubernetes group that the guards let in."),
  networkPolicy: z
    .enum(NETWORK_ENGINES)
    .optional()
    .describe("What enforces NetworkPolicy for the pods of jobs; the VPC CNI does not. Left out: none is written."),
});

/** An EKS cluster: of the kinds, the one without `create` exists. */
export const cluster = () =>
  z
    .union([
      z
        .strictObject({
          create: createdCluster(),
          name: name(),
          ...reached(),
          oidcProvider: managedOidcProvider("Issuer of the cluster: the output cluster of its stack tells it.")
            .optional()
            .describe("For irsa and migrating, once the cluster is there."),
        })
        .describe("An EKS cluster that this app makes, in a stack of its own."),
      z
        .strictObject({
          // First an optional key: it is the kind that is meant where nothing says `create`.
          ...reached(),
          name: name(),
          podIdentityAgent: z
            .enum(["install", "present"])
            .optional()
            .describe("Default install, where anything uses pod identity."),
          oidcProvider: clusterOidcProvider().optional().describe("For irsa and migrating."),
        })
        .describe("An EKS cluster that exists."),
    ])
    .describe("The EKS cluster. Left out: nothing of Kubernetes.");

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
