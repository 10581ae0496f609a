import * as z from "zod";
import { acceptance } from "./acceptance";
import { bucket } from "./bucket";
import { grant } from "./grant";
import type { StorageBucketKey, StoragePermissionKey } from "../object-storage";
import { cluster, type clusterOidcProvider } from "./cluster";
import { gitlab, type gitlabOidcProvider, type objectStorage, type project } from "./gitlab";
import { identity } from "./identity";
import { imports } from "./imports";
import { runner } from "./runner";
import { terraform } from "./terraform";
import { LIMITS } from "../../iam/limits";
import { account, endpoint, key, managedPolicy, tags, text } from "./words";

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
  cluster: cluster().optional(),
  terraform: terraform().optional(),
  imports: imports().optional(),
});

const accept = () => z.array(acceptance()).readonly().optional().describe("Findings that one lives with.");

// Made once: it is the largest part of the schema, and stands in it twice.
const GRANT = grant();

/** The whole declaration: the one schema behind the input types, the JSON Schema of editors and the validation. */
export const DECLARATION = z.strictObject({
  ...base(),
  gitlab: gitlab().optional(),
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
  readonly cluster?: OneKind<TypedCluster<NonNullable<BaseInput["cluster"]>>>;
  readonly gitlab?: {
    readonly url?: string;
    readonly projects?: { readonly [K in P]: z.input<ReturnType<typeof project>> };
    readonly oidcProvider?: z.input<ReturnType<typeof gitlabOidcProvider>>;
    readonly objectStorage?: z.input<ReturnType<typeof objectStorage>>;
  };
  readonly buckets?: { readonly [K in B]: OneKind<z.input<ReturnType<typeof bucket>>> };
  readonly runners?: { readonly [K in R]: z.input<ReturnType<typeof runner<NoInfer<B>, NoInfer<I>>>> };
  readonly permissions?: {
    readonly [K in U]: readonly GrantInput<NoInfer<B> | StorageBucketKey, NoInfer<U> | StoragePermissionKey>[];
  };
  readonly identities: {
    readonly [K in I]: IdentityInput<
      NoInfer<R>,
      NoInfer<P>,
      NoInfer<B> | StorageBucketKey,
      NoInfer<U> | StoragePermissionKey
    >;
  };
  readonly accept?: z.input<ReturnType<typeof accept>>;
}

/** The provider of a cluster that exists is of two kinds, of which each is known by its key. */
type TypedCluster<C> = C extends { readonly create: unknown }
  ? C
  : Omit<C, "oidcProvider"> & { readonly oidcProvider?: OneKind<z.input<ReturnType<typeof clusterOidcProvider>>> };

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
