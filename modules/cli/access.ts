import { fromPlatform } from "../access/from-platform";
import { didYouMean } from "../platform/suggest";
import { accessReport, type Format } from "../report/access";
import { EXIT, Failure } from "./exit";
import { judgeAloud } from "./judge";
import type { Source } from "./load";

/** `jobrole access [identity]`: says who may do what, from the declarations alone. */
export async function access(
  sources: readonly Source[],
  identity: string | undefined,
  format: Format,
): Promise<number> {
  const { platforms } = await judgeAloud(sources);
  if (platforms === undefined) return EXIT.invalid;
  const keys = platforms.flatMap(({ identities }) => identities.map(({ key }) => key));
  if (identity !== undefined && !keys.includes(identity)) {
    throw new Failure(`got the identity "${identity}", expected a declared one: ${didYouMean(identity, keys)}`);
  }
  const asked = platforms.map((platform) => ({
    platform: {
      ...platform,
      identities: platform.identities.filter(({ key }) => identity === undefined || key === identity),
    },
    // Of one identity alone: the cluster is none of it.
    model: { ...fromPlatform(platform), ...(identity === undefined ? {} : { clusters: {} }) },
  }));
  process.stdout.write(
    accessReport(
      asked.filter(({ platform }) => identity === undefined || platform.identities.length > 0),
      format,
    ),
  );
  return EXIT.ok;
}
