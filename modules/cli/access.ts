import { fromPlatform } from "../access/from-platform";
import { didYouMean } from "../platform/suggest";
import { accessReport, type Format } from "../report/access";
import { EXIT, Failure } from "./exit";
import { judge } from "./judge";
import type { Source } from "./load";

/** `jobrole access [identity]`: says who may do what, from the declaration alone. */
export async function access(source: Source, identity: string | undefined, format: Format): Promise<number> {
  const { platform } = await judge(source());
  if (platform === undefined) return EXIT.invalid;
  const identities = platform.identities.filter(({ key }) => identity === undefined || key === identity);
  if (identity !== undefined && identities.length === 0) {
    const keys = platform.identities.map(({ key }) => key);
    throw new Failure(`got the identity "${identity}", expected a declared one: ${didYouMean(identity, keys)}`);
  }
  process.stdout.write(accessReport({ ...platform, identities }, fromPlatform(platform), format));
  return EXIT.ok;
}
