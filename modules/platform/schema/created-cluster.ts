import * as z from "zod";
import { key, kmsKeyArn, text } from "./words";

/** The add-ons of a cluster that is made here. */
export const ADDONS = ["coredns", "eks-pod-identity-agent", "kube-proxy", "vpc-cni"] as const;

const subnet = () => z.string().regex(/^subnet-[0-9a-f]+$/, "the id of a subnet, subnet-…");
const subnets = () => z.array(subnet()).min(2, "at least 2 subnets, in two availability zones").readonly();
const principal = () =>
  z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)\/[A-Za-z0-9+=,.@_/-]+$/,
      "the ARN of a role or user, arn:aws:iam::ACCOUNT:role/NAME",
    );

/** What an access entry allows in the cluster. */
const entry = () =>
  z.union([
    z.enum(["cluster-admin", "admin", "edit", "view"]),
    z.strictObject({
      policy: z.enum(["admin", "edit", "view"]).describe("One of EKS's access policies."),
      namespaces: z.array(text()).min(1).readonly().describe("Only in these."),
    }),
  ]);

const nodeGroup = () =>
  z.strictObject({
    instanceTypes: z.array(text()).min(1).readonly().optional().describe("Default [t3.medium]."),
    size: z
      .strictObject({ min: z.int().min(0), max: z.int().min(1), desired: z.int().min(0).optional() })
      .optional()
      .describe("Default 3, at least and at most."),
    subnets: subnets().optional().describe("Default those of the cluster: private ones."),
    labels: z.record(text(), z.string()).optional().describe("On its nodes, for the nodes of a runner."),
  });

/** A cluster that this app makes. */
export const createdCluster = () =>
  z
    .strictObject({
      version: z.string().regex(/^1\.[0-9]{2}$/, 'a version of Kubernetes in quotes, such as "1.33"'),
      subnets: subnets().describe("Private subnets of the control plane's network interfaces, and of nodes."),
      accessEntries: z
        .record(principal(), entry())
        .refine((entries) => Object.values(entries).includes("cluster-admin"), {
          error: "at least one cluster-admin: without any nobody, Terraform included, gets into the cluster",
        })
        .describe(
          "Who may do what in the cluster, by ARN: cluster-admin, admin, edit, view, or one in some namespaces.",
        ),
      publicEndpoint: z
        .array(z.string().regex(/^[0-9.]+\/[0-9]{1,2}$/, "an IPv4 CIDR, such as 203.0.113.0/24"))
        .min(1)
        .readonly()
        .optional()
        .describe("CIDRs that reach the API server from outside. Left out: the network of the subnets only."),
      secretsKey: kmsKeyArn().optional().describe("Key that encrypts Secrets, besides EKS's own encryption."),
      logs: z
        .array(z.enum(["api", "audit", "authenticator", "controllerManager", "scheduler"]))
        .readonly()
        .optional()
        .describe("Logs of the control plane. Default audit and authenticator."),
      nodeImages: z.enum(["pull", "read"]).optional().describe("What nodes may do in ECR. Default pull."),
      nodeGroups: z.record(key(), nodeGroup()).optional().describe("Default one, default. Not with autoMode."),
      autoMode: z.literal(true).optional().describe("EKS Auto Mode makes nodes, and brings the pod identity agent."),
      fargate: z.array(text()).min(1).readonly().optional().describe("Namespaces whose pods run on Fargate."),
      addons: z
        .partialRecord(
          z.enum(ADDONS),
          z.string().regex(/^v[0-9][0-9A-Za-z.-]*$/, "a version of the add-on, such as v1.3.8-eksbuild.2"),
        )
        .optional()
        .describe("Versions of add-ons. Default: what EKS takes for the cluster's version."),
    })
    .refine(({ autoMode, nodeGroups }) => autoMode === undefined || nodeGroups === undefined, {
      error: "none of one's own: Auto Mode makes the nodes",
      path: ["nodeGroups"],
    })
    .refine(({ autoMode, addons }) => autoMode === undefined || addons === undefined, {
      error: "none: Auto Mode brings what they are for",
      path: ["addons"],
    });
