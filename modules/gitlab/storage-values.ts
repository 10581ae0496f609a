import { stringify } from "yaml";
import { STORAGE_TYPES, type StorageType, type StorageUser } from "./object-storage";

/** What GitLab's chart has to know of its object storage. */
export interface StorageSetup {
  readonly region: string;
  /** Names of the buckets, by their type. */
  readonly buckets: Readonly<Partial<Record<StorageType, string>>>;
  /** Namespace of the release. */
  readonly namespace: string;
  /** Name of the ServiceAccount of each of the chart's programs. */
  readonly accounts: Readonly<Record<StorageUser, string>>;
}

export type StoragePart = "values" | "secrets";

/**
 * Values for GitLab's chart and the Secrets that they name, as YAML documents: the values first. No credentials are in
 * them: pods get those of the role of their ServiceAccount, which this app makes.
 *
 * @param only one of the two: helm and kubectl each take their own
 *
 * @see https://docs.gitlab.com/charts/charts/globals/#consolidated-object-storage
 * @see https://docs.gitlab.com/charts/advanced/external-object-storage/aws-iam-roles/
 */
export function storageYaml(setup: StorageSetup, only?: StoragePart): string {
  const parts: readonly (readonly [StoragePart, string])[] = [
    ["values", `# values of the chart gitlab: helm upgrade --values\n${yaml(values(setup))}`],
    ["secrets", `# Secrets that the values name, for kubectl apply\n${secrets(setup).map(yaml).join("---\n")}`],
  ];
  return parts.flatMap(([part, text]) => (only === undefined || only === part ? [text] : [])).join("---\n");
}

/** Names of the Secrets. */
const SECRETS = {
  connection: "gitlab-object-storage",
  registry: "gitlab-registry-storage",
  backups: "gitlab-backup-storage",
} as const;

function values({ buckets, accounts }: StorageSetup): object {
  const connection = { secret: SECRETS.connection, key: "connection" };
  const account = (name: string) => ({ serviceAccount: { enabled: true, create: false, name } });
  const own = (user: StorageUser) => (accounts[user] === accounts.objects ? {} : account(accounts[user]));
  const { registry, backups, tmp, pages } = buckets;
  return {
    global: {
      minio: { enabled: false },
      ...account(accounts.objects),
      appConfig: {
        object_store: { enabled: true, proxy_download: true, connection },
        ...appConfig(buckets),
        backups: { bucket: backups, tmpBucket: tmp },
      },
      registry: { bucket: registry },
      ...(pages === undefined ? {} : { pages: { objectStore: { enabled: true, bucket: pages, connection } } }),
    },
    gitlab: {
      toolbox: {
        ...own("backups"),
        backups: {
          objectStorage: { backend: "s3", config: { secret: SECRETS.backups, key: "config" } },
          // s3cmd, which is used unasked, does not know the credentials of pod identity.
          cron: { extraArgs: "--s3tool awscli" },
        },
      },
    },
    registry: { ...own("registry"), storage: { secret: SECRETS.registry, key: "config" } },
  };
}

/** The buckets of the consolidated form; GitLab has further types switched off unless they are enabled. */
function appConfig(buckets: StorageSetup["buckets"]): object {
  return Object.fromEntries(
    (Object.entries(buckets) as [StorageType, string][]).flatMap(([type, bucket]) => {
      const facts: { readonly usual: boolean; readonly appConfig?: string } = STORAGE_TYPES[type];
      if (facts.appConfig === undefined) return [];
      return [[facts.appConfig, facts.usual ? { bucket } : { enabled: true, bucket }]];
    }),
  );
}

function secrets({ region, buckets, namespace }: StorageSetup): readonly object[] {
  const secret = (name: string, key: string, content: string) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace },
    stringData: { [key]: content },
  });
  return [
    // No endpoint: the SDK would ask it for the credentials as well.
    secret(SECRETS.connection, "connection", yaml({ provider: "AWS", region, use_iam_profile: true })),
    secret(SECRETS.registry, "config", yaml({ s3: { bucket: buckets.registry, region, v4auth: true } })),
    secret(SECRETS.backups, "config", `[default]\nbucket_location = ${region}\n`),
  ];
}

function yaml(value: object): string {
  return stringify(value, { lineWidth: 0 });
}
