import * as z from "zod";
import { acceptance } from "./acceptance";
import { bucket } from "./bucket";
import { grant } from "./grant";
import { identity } from "./identity";
import { runner } from "./runner";
import { LIMITS } from "../../iam/limits";
import { account, endpoint, issuer, key, kmsKeyArn, managedPolicy, oidcProviderArn, tags, text, url } from "./words";

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

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const quotas = () => {
  const quota = (name: keyof typeof LIMITS, words: string) => {
    const { value, maximum } = LIMITS[name];
    return z
      .int()
      .min(1)
      .max(maximum)
      .optional()
      .describe(`${words}. Default ${String(value)}, at most ${String(maximum)}.`);
  };
  return z.strictObject({
    managedPoliciesPerRole: quota("managedPoliciesPerRole", "Managed policies attached to a role"),
    trustPolicySize: quota("trustPolicySize", "Characters of a trust policy"),
    roles: quota("roles", "Roles of the account"),
    managedPolicies: quota("managedPolicies", "Customer managed policies of the account"),
    oidcProviders: quota("oidcProviders", "OIDC providers of the account"),
  });
};
const existingOidcProvider = () =>
  z
    .strictObject({ existing: oidcProviderArn().describe("ARN of a provider that exists.") })
    .describe("An OIDC provider that is used and never managed.");

/** The IAM OIDC provider of a cluster: the account has one at most for each issuer. */
const clusterOidcProvider = () =>
  z.union([
    z
      .strictObject({ issuer: issuer().describe("Issuer of the cluster: aws eks describe-cluster tells it.") })
      .describe("An OIDC provider that this app makes."),
    existingOidcProvider(),
  ]);

/** The IAM OIDC provider of GitLab, whose issuer is gitlab.url. */
const gitlabOidcProvider = () => z.union([z.literal("create"), existingOidcProvider()]);

const base = () => ({
  name: key().max(32, "at most 32 characters").describe("Prefix of stacks and of generated names."),
  aws: z.strictObject({
    account: account().describe("Twelve digits, in quotes."),
    region: text().describe("Code of the region, such as eu-central-1."),
    tags: tags().optional().describe("On everything that AWS can tag."),
    rolePath: text().optional().describe("Path of every role, /path/. Default /."),
    permissionsBoundary: managedPolicy().optional().describe("Managed policy that bounds every role: its name or ARN."),
    quotas: quotas().optional().describe("Quotas of the account that were raised."),
    endpoint: endpoint().optional().describe("An emulator such as fakecloud or LocalStack, instead of AWS."),
  }),
  cluster: z
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
    .optional()
    .describe("An EKS cluster that exists. Left out: nothing of Kubernetes."),
  terraform: z
    .strictObject({
      providers: z
        .strictObject({
          aws: constraint().optional(),
          kubernetes: constraint().optional(),
          helm: constraint().optional(),
        })
        .optional()
        .describe("Version constraints. Default: the versions that this app is made for, exactly."),
      backend: backend().optional().describe("Default local."),
    })
    .optional(),
});

const accept = () => z.array(acceptance()).readonly().optional().describe("Findings that one lives with.");

const gitlabUrl = () => url().optional().describe("Default https://gitlab.com.");
const project = () => z.strictObject({ id: z.int().min(1).describe("Settings → General → Project ID.") });

/** Full path of a project: group/project. */
const projectPath = () =>
  z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$/, "group/project, the full path");

// Made once: it is the largest part of the schema, and stands in it twice.
const GRANT = grant();

/** The whole declaration: the one schema behind the input types, the JSON Schema of editors and the validation. */
export const DECLARATION = z.strictObject({
  ...base(),
  gitlab: z
    .strictObject({
      url: gitlabUrl(),
      projects: z.record(projectPath(), project()).optional(),
      oidcProvider: gitlabOidcProvider().optional().describe("For idToken: create, or the ARN of an existing one."),
    })
    .optional(),
  buckets: z.record(key(), bucket()).optional(),
  runners: z.record(key(), runner()).optional(),
  permissions: z.record(key(), z.array(GRANT).readonly()).optional(),
  identities: z.record(key(), identity(GRANT)).describe("What jobs and workloads may be, and what each may do."),
  accept: accept(),
});

/** The declaration with every reference a plain string, as YAML gives it. */
export type DeclarationInput = z.input<typeof DECLARATION>;

type BaseInput = z.input<z.ZodObject<ReturnType<typeof base>, z.core.$strict>>;

/**
 * The declaration as TypeScript sees it: references are the keys that are declared, and a map left out makes
 * every reference to it an error. Options of a foreign kind do not compile.
 */
export interface TypedDeclaration<
  P extends string,
  B extends string,
  R extends string,
  I extends string,
  U extends string,
> extends BaseInput {
  readonly cluster?: Omit<NonNullable<BaseInput["cluster"]>, "oidcProvider"> & {
    readonly oidcProvider?: OneKind<z.input<ReturnType<typeof clusterOidcProvider>>>;
  };
  readonly gitlab?: {
    readonly url?: string;
    readonly projects?: { readonly [K in P]: z.input<ReturnType<typeof project>> };
    readonly oidcProvider?: z.input<ReturnType<typeof gitlabOidcProvider>>;
  };
  readonly buckets?: { readonly [K in B]: OneKind<z.input<ReturnType<typeof bucket>>> };
  readonly runners?: { readonly [K in R]: z.input<ReturnType<typeof runner<NoInfer<B>, NoInfer<I>>>> };
  readonly permissions?: { readonly [K in U]: readonly GrantInput<NoInfer<B>, NoInfer<U>>[] };
  readonly identities: { readonly [K in I]: IdentityInput<NoInfer<R>, NoInfer<P>, NoInfer<B>, NoInfer<U>> };
  readonly accept?: z.input<ReturnType<typeof accept>>;
}

type GrantInput<B extends string, U extends string> = OneKind<z.input<ReturnType<typeof grant<B, U>>>>;

type IdentityInput<R extends string, P extends string, B extends string, U extends string> = OneKind<
  WithAllow<z.input<ReturnType<typeof identity<R, P, B, U>>>, readonly GrantInput<B, U>[]>
>;

type WithAllow<T, A extends readonly unknown[]> = T extends { readonly idToken: unknown }
  ? Omit<T, "allow"> & { readonly allow: readonly OfAws<A[number]>[] }
  : T extends unknown
    ? Omit<T, "allow"> & { readonly allow: A }
    : never;

/** A job by its ID token has no ServiceAccount that Kubernetes could know. */
type OfAws<G> = Exclude<G, { readonly namespace: string } | { readonly cluster: true }>;

/** A union in which the keys of the other members are forbidden, where TypeScript alone would allow them. */
type OneKind<T, All extends PropertyKey = KeysOf<T>> = T extends unknown
  ? T & { readonly [K in Exclude<All, keyof T>]?: never }
  : never;
type KeysOf<T> = T extends unknown ? keyof T : never;
