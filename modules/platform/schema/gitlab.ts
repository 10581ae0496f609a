import * as z from "zod";
import { FURTHER_TYPES } from "../../gitlab/object-storage";
import { bucketSettings } from "./bucket";
import { existingOidcProvider } from "./oidc-provider";
import { url } from "./words";

/** A project by its id, which never changes. */
export const project = () => z.strictObject({ id: z.int().min(1).describe("Settings → General → Project ID.") });

/** Full path of a project: group/project. */
const projectPath = () =>
  z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$/, "group/project, the full path");

/** The IAM OIDC provider of GitLab, whose issuer is gitlab.url. */
export const gitlabOidcProvider = () => z.union([z.literal("create"), existingOidcProvider()]);

/** The buckets of a GitLab that keeps its objects in S3, and the sets of permissions on them. */
export const objectStorage = () =>
  z
    .strictObject({
      prefix: z
        .string()
        .regex(
          /^[a-z0-9][a-z0-9.-]{0,45}$/,
          "up to 46 lower-case letters, digits, dots and hyphens, as of a bucket's name",
        )
        .describe("Of the names of its buckets: <prefix>-registry and so on."),
      also: z.array(z.enum(FURTHER_TYPES)).readonly().optional().describe("Further types of objects."),
      ...bucketSettings(),
    })
    .describe(
      "Buckets gitlab-<type>, and permissions gitlab-storage: gitlab-objects, -registry and -backups together.",
    );

/** The GitLab whose jobs these are. */
export const gitlab = () =>
  z.strictObject({
    url: url().optional().describe("Default https://gitlab.com."),
    projects: z.record(projectPath(), project()).optional(),
    oidcProvider: gitlabOidcProvider().optional().describe("For idToken: create, or the ARN of an existing one."),
    objectStorage: objectStorage().optional(),
  });
