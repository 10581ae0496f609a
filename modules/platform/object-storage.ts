import { STORAGE_TYPES, STORAGE_USERS, type StorageType, type StorageUser, typesWith } from "../gitlab/object-storage";
import { bucketArn } from "../iam/arn";
import { partitionOf } from "../iam/partition";
import { isRecord, pathText, valueAt } from "./path";
import { error, type Place, type Problem } from "./problem";
import { objectStorage } from "./schema/gitlab";

/** Where a declaration asks for GitLab's object storage. */
const SECTION = ["gitlab", "objectStorage"];

/** Key of the bucket of a type, as in `buckets`. */
export type StorageBucketKey = `gitlab-${StorageType}`;

/** Key of a set of permissions, as in `permissions`: `gitlab-storage` is the three others together. */
export type StoragePermissionKey = `gitlab-${StorageUser}` | "gitlab-storage";

/** Key of the bucket of a type. */
export function storageBucketKey(type: StorageType): StorageBucketKey {
  return `gitlab-${type}`;
}

/** Key of the permissions of one of GitLab's programs. */
export function storagePermissionKey(user: StorageUser): StoragePermissionKey {
  return `gitlab-${user}`;
}

/**
 * Writes `gitlab.objectStorage` out: an ordinary bucket for each type of object, and ordinary sets of permissions, so
 * that whatever is said of buckets and grants is said of these. A declaration without it, or with it in a wrong form,
 * is left as it is.
 */
export function withObjectStorage(value: unknown): { readonly value: unknown; readonly problems: readonly Problem[] } {
  const section = valueAt(value, SECTION);
  if (!isRecord(value) || !isRecord(section) || typeof section.prefix !== "string") return { value, problems: [] };
  // What is wrong with the section is said once, of the section.
  const sound = objectStorage().safeParse(section).data;
  const { prefix, also = [], ...settings } = sound ?? { prefix: section.prefix };
  const types = typesWith(also);
  const buckets = Object.fromEntries(
    types.map((type) => [storageBucketKey(type), { name: `${prefix}-${type}`, ...settings }]),
  );
  const permissions = permissionsOf(types, prefix, value);
  const written = { buckets, permissions };
  return {
    value: { ...value, buckets: both(value.buckets, buckets), permissions: both(value.permissions, permissions) },
    problems: taken(value, written),
  };
}

/** Where a place of a declaration is written: what `gitlab.objectStorage` makes stands in that section. */
export function writtenPlace(value: unknown, place: Place): Place {
  if (!("path" in place) || valueAt(value, SECTION) === undefined) return place;
  const [group, key] = place.path;
  const made = (group === "buckets" || group === "permissions") && key !== undefined;
  return made && valueAt(value, [group, key]) === undefined ? { path: SECTION } : place;
}

function partition(value: unknown): string {
  const region = valueAt(value, ["aws", "region"]);
  return (typeof region === "string" ? partitionOf(region)?.name : undefined) ?? "aws";
}

/**
 * What each program needs, as GitLab publishes it: objects are read, written and listed; backups are written and read
 * back by their name; the registry uploads images in parts that it lists.
 *
 * @see https://docs.gitlab.com/charts/advanced/external-object-storage/aws-iam-roles/
 * @see https://distribution.github.io/distribution/storage-drivers/s3/#s3-permission-scopes
 */
function permissionsOf(
  types: readonly StorageType[],
  prefix: string,
  value: unknown,
): Readonly<Record<string, unknown>> {
  const of = (user: StorageUser) => types.filter((type) => STORAGE_TYPES[type].user === user).map(storageBucketKey);
  const grants = (keys: readonly string[], ...levels: readonly string[]) =>
    keys.flatMap((bucket) => levels.map((access) => ({ bucket, access })));
  const registry = bucketArn(partition(value), `${prefix}-registry`);
  return {
    [storagePermissionKey("objects")]: grants(of("objects"), "list", "read-write"),
    [storagePermissionKey("backups")]: grants(of("backups"), "read-write"),
    [storagePermissionKey("registry")]: [
      ...grants(of("registry"), "list", "read-write"),
      { actions: ["s3:GetBucketLocation", "s3:ListBucketMultipartUploads"], resources: [registry] },
      { actions: ["s3:ListMultipartUploadParts"], resources: [`${registry}/*`] },
    ],
    ...(uses(value, ALL) ? { [ALL]: STORAGE_USERS.map((user) => ({ use: storagePermissionKey(user) })) } : {}),
  };
}

const ALL: StoragePermissionKey = "gitlab-storage";

/** Whether anything uses a set of permissions: one that is made and not used would be a finding. */
function uses(value: unknown, set: string): boolean {
  if (Array.isArray(value)) return value.some((item) => uses(item, set));
  return isRecord(value) && (value.use === set || Object.values(value).some((item) => uses(item, set)));
}

/** Entries of the declaration's own under the keys of those that are made. */
function taken(
  value: Readonly<Record<string, unknown>>,
  written: Readonly<Record<"buckets" | "permissions", Readonly<Record<string, unknown>>>>,
): readonly Problem[] {
  return (["buckets", "permissions"] as const).flatMap((group) => {
    const own = value[group];
    return Object.keys(written[group]).flatMap((key) => {
      if (!isRecord(own) || !Object.hasOwn(own, key)) return [];
      const path = [group, key];
      const message = `${pathText(path)}: got a key that gitlab.objectStorage makes, expected another`;
      return [error("schema", { path, part: "key" }, message, "rename it")];
    });
  });
}

function both(own: unknown, made: Readonly<Record<string, unknown>>): unknown {
  return isRecord(own) ? { ...own, ...made } : own === undefined ? made : own;
}
