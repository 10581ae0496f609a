import { type StoragePart, storageYaml } from "../gitlab/storage-values";
import { storageSetup } from "../platform/storage-setup";
import { EXIT, Failure } from "./exit";
import { judgeAloud } from "./judge";
import type { Source } from "./load";

/** `jobrole gitlab values`: prints what GitLab's chart has to know of the buckets and ServiceAccounts that are declared. */
export async function gitlabValues(sources: readonly Source[], only?: StoragePart): Promise<number> {
  const { platforms } = await judgeAloud(sources);
  if (platforms === undefined) return EXIT.invalid;
  const [platform, ...others] = platforms;
  if (platform === undefined || others.length > 0) {
    throw new Failure(`got ${String(platforms.length)} declarations, expected the one that GitLab is in`);
  }
  const found = storageSetup(platform);
  if ("missing" in found) throw new Failure(`${platform.name}: ${found.missing}`);
  process.stdout.write(storageYaml(found.setup, only));
  return EXIT.ok;
}
