import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import type { DeclarationCheck } from "./rule";

export const cachePrefix: DeclarationCheck = {
  id: "cache-prefix",
  of: "declaration",
  what: "No two runners share a part of a cache.",
  why: "A job of one runner could leave something there that a job of the other takes for its own.",
  fix: "Give each runner its own bucket or prefix.",
  example: [
    "runners:",
    "  web: { cache: { bucket: cache, prefix: ci/ } }",
    "  infra: { cache: { bucket: cache, prefix: ci/infra/ } }",
  ].join("\n"),
  acceptable: false,
  judge,
};

function judge({ runners }: Platform): readonly Problem[] {
  const caches = runners
    .flatMap(({ cache, path }) =>
      cache === undefined ? [] : [{ ...cache, path, place: `${cache.bucket.name}/${cache.prefix}` }],
    )
    .sort((a, b) => (a.place < b.place ? -1 : Number(a.place > b.place)));
  // What is inside of a place comes right after it in this order.
  let outer = caches[0];
  return caches.slice(1).flatMap((cache) => {
    if (outer === undefined || !cache.place.startsWith(outer.place)) {
      outer = cache;
      return [];
    }
    const path = [...cache.path, "cache"];
    const got = `the prefix "${cache.prefix}" of bucket ${cache.bucket.key}`;
    const message = `${pathText(path)}: got ${got}, expected one outside of that of ${pathText(outer.path)}, "${outer.prefix}"`;
    return [error("cache-prefix", { path }, message, "give each runner its own bucket or prefix")];
  });
}
