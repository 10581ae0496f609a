import { STORAGE_USERS, type StorageUser } from "../gitlab/object-storage";
import type { StorageSetup } from "../gitlab/storage-values";
import { accountIdentities } from "./accounts";
import type { AccountIdentity } from "./identity";
import { storageBucketKey, storagePermissionKey } from "./object-storage";
import type { Platform } from "./platform";

/** The set-up of a GitLab's object storage, or why there is none: what was got, and what was expected. */
export type FoundStorageSetup = { readonly setup: StorageSetup } | { readonly missing: string };

/** Finds which buckets a GitLab has, and as what its programs run, by the permissions that they have. */
export function storageSetup({ gitlab, aws, buckets, identities }: Platform): FoundStorageSetup {
  const { objectStorage } = gitlab;
  if (objectStorage === undefined) return { missing: "got no gitlab.objectStorage, expected one" };
  const accounts = accountIdentities(identities);
  const [objects, registry, backups] = [
    userOf("objects", accounts),
    userOf("registry", accounts),
    userOf("backups", accounts),
  ];
  if (typeof objects === "string") return { missing: objects };
  if (typeof registry === "string") return { missing: registry };
  if (typeof backups === "string") return { missing: backups };
  const [namespace, ...others] = new Set([objects, registry, backups].map((identity) => identity.namespace));
  if (others.length > 0) {
    const got = [namespace, ...others].join(", ");
    return { missing: `got the namespaces ${got} of its users, expected one: a release of the chart has one` };
  }
  const names = new Map(buckets.map(({ key, name }) => [key, name]));
  return {
    setup: {
      region: aws.region,
      namespace: objects.namespace,
      buckets: Object.fromEntries(objectStorage.types.map((type) => [type, names.get(storageBucketKey(type))])),
      accounts: {
        objects: objects.serviceAccount,
        registry: registry.serviceAccount,
        backups: backups.serviceAccount,
      },
    },
  };
}

/**
 * The one identity with the permissions of a program, or what is wrong. The toolbox reads the objects that it backs up:
 * of several, those are meant that have no other program's permissions.
 */
function userOf(user: StorageUser, accounts: readonly AccountIdentity[]): AccountIdentity | string {
  const set = storagePermissionKey(user);
  const users = accounts.filter((identity) => has(identity, set));
  const alone = users.filter((identity) =>
    STORAGE_USERS.every((other) => other === user || !has(identity, storagePermissionKey(other))),
  );
  const [one, ...others] = users.length > 1 && alone.length > 0 ? alone : users;
  if (one === undefined) return `got nobody with the permissions ${set}, expected a workload that uses them`;
  if (others.length === 0) return one;
  const keys = [one, ...others].map(({ key }) => key).join(", ");
  return `got the permissions ${set} in use by ${keys}, expected one: the chart takes one ServiceAccount`;
}

function has({ grants }: AccountIdentity, set: string): boolean {
  return grants.some(({ path: [group, key] }) => group === "permissions" && key === set);
}
