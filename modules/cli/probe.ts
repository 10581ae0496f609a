import { probeJob, probePod } from "../probe/manifest";
import { didYouMean } from "../platform/suggest";
import { EXIT, Failure } from "./exit";
import { judgeAloud } from "./judge";
import type { Source } from "./load";

/** `jobrole probe <identity>`: prints a pod, or a job, that runs as an identity and tries what is declared of it. */
export async function probe(sources: readonly Source[], key: string, image?: string): Promise<number> {
  const { platforms } = await judgeAloud(sources);
  if (platforms === undefined) return EXIT.invalid;
  const found = platforms.flatMap((platform) =>
    platform.identities.flatMap((identity) => (identity.key === key ? [{ platform, identity }] : [])),
  );
  const [one, ...others] = found;
  if (one === undefined) {
    const keys = platforms.flatMap(({ identities }) => identities.map((identity) => identity.key));
    throw new Failure(`got the identity "${key}", expected a declared one: ${didYouMean(key, keys)}`);
  }
  if (others.length > 0) {
    const names = found.map(({ platform }) => platform.name).join(", ");
    throw new Failure(`got the identity "${key}" of ${names}, expected that of one: name its declaration by --config`);
  }
  const { platform, identity } = one;
  if (identity.kind === "id-token") {
    process.stdout.write(probeJob(identity, platform, image));
    return EXIT.ok;
  }
  if (identity.kind === "job" && platform.cluster?.breakGlass === undefined) {
    throw new Failure(
      `got ${key}, whose namespace ${identity.namespace} lets in the runner's manager only, expected cluster.breakGlass: ` +
        "declare the group whose members may start pods there",
    );
  }
  process.stdout.write(probePod(identity, platform, image));
  return EXIT.ok;
}
