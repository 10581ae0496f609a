/** What GitLab keeps in a bucket of its own. */
export type StorageType = keyof typeof STORAGE_TYPES;

/** Which of the three programs of GitLab's chart uses a bucket: Rails and its kin, the registry, or the toolbox. */
export type StorageUser = (typeof STORAGE_USERS)[number];

export const STORAGE_USERS = ["objects", "backups", "registry"] as const;

interface StorageTypeFacts {
  readonly user: StorageUser;
  /** Whether every GitLab has it; the others only where they are asked for. */
  readonly usual: boolean;
  /** The type's name below global.appConfig of the chart, where it is one of the consolidated form. */
  readonly appConfig?: string;
}

/**
 * The types of GitLab's object storage, by the end of their bucket's name.
 *
 * @see https://docs.gitlab.com/charts/advanced/external-object-storage/
 * @see https://docs.gitlab.com/charts/charts/globals/#consolidated-object-storage
 */
export const STORAGE_TYPES = {
  registry: { user: "registry", usual: true },
  lfs: { user: "objects", usual: true, appConfig: "lfs" },
  artifacts: { user: "objects", usual: true, appConfig: "artifacts" },
  uploads: { user: "objects", usual: true, appConfig: "uploads" },
  packages: { user: "objects", usual: true, appConfig: "packages" },
  backups: { user: "backups", usual: true },
  // Where a restore puts what it replaces: it is listed and emptied like the objects themselves.
  tmp: { user: "objects", usual: true },
  "external-diffs": { user: "objects", usual: false, appConfig: "externalDiffs" },
  "terraform-state": { user: "objects", usual: false, appConfig: "terraformState" },
  "ci-secure-files": { user: "objects", usual: false, appConfig: "ciSecureFiles" },
  "dependency-proxy": { user: "objects", usual: false, appConfig: "dependencyProxy" },
  pages: { user: "objects", usual: false },
} as const satisfies Readonly<Record<string, StorageTypeFacts>>;

/** The types that are only there when they are asked for. */
export const FURTHER_TYPES = storageTypes().filter((type) => !STORAGE_TYPES[type].usual);

/** The types that every GitLab has, and those that are asked for besides, in one order. */
export function typesWith(also: readonly string[]): readonly StorageType[] {
  return storageTypes().filter((type) => STORAGE_TYPES[type].usual || also.includes(type));
}

function storageTypes(): readonly StorageType[] {
  return Object.keys(STORAGE_TYPES) as StorageType[];
}
