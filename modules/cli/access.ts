import { fromPlatform } from "../access/from-platform";
import type { Place } from "../access/reach/graph";
import { loadManagedPolicies } from "../iam/managed-policies";
import type { Identity } from "../platform/identity";
import type { Platform } from "../platform/platform";
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
  const asked = only(platforms, identity).map((platform) => ({
    platform,
    // Of one identity alone: the cluster is none of it.
    model: { ...fromPlatform(platform), ...(identity === undefined ? {} : { clusters: {} }) },
  }));
  process.stdout.write(accessReport(asked, format));
  return EXIT.ok;
}

/**
 * `jobrole access [identity] --reach`: says whom identities may become. A declaration with findings is followed as well,
 * as far as it can be read: they are often what one wants to understand.
 */
export async function reach(sources: readonly Source[], identity: string | undefined, format: Format): Promise<number> {
  const { platforms, resolved } = await judgeAloud(sources);
  if (resolved === undefined) return EXIT.invalid;
  const [{ reachOf }, { tellReach }, { reachReport }] = await Promise.all([
    import("../access/reach/reach"),
    import("../access/reach/told"),
    import("../report/reach"),
  ]);
  const managedPolicies = await loadManagedPolicies();
  const told = only(resolved, identity).flatMap(({ name, identities }) => {
    const whole = resolved.find((platform) => platform.name === name);
    if (whole === undefined) return [];
    const model = fromPlatform(whole);
    const tell = tellReach(model, reachOf(model, managedPolicies));
    return identities.map((each) => ({ platform: name, identity: each.key, ...tell(startOf(each)) }));
  });
  process.stdout.write(reachReport(told, format));
  return platforms === undefined ? EXIT.invalid : EXIT.ok;
}

/** Platforms with one of their identities; all of them where none is asked for. */
function only<T extends Platform>(platforms: readonly T[], identity: string | undefined): readonly T[] {
  if (identity === undefined) return platforms;
  const keys = platforms.flatMap(({ identities }) => identities.map(({ key }) => key));
  if (!keys.includes(identity)) {
    throw new Failure(`got the identity "${identity}", expected a declared one: ${didYouMean(identity, keys)}`);
  }
  return platforms
    .map((platform) => ({ ...platform, identities: platform.identities.filter(({ key }) => key === identity) }))
    .filter(({ identities }) => identities.length > 0);
}

function startOf(identity: Identity): readonly Place[] {
  if (identity.kind === "id-token") return [{ kind: "role", name: identity.role }];
  return [{ kind: "pod", name: `${identity.namespace}/${identity.serviceAccount}` }];
}
