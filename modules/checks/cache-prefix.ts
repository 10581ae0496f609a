import { pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";

/** No two runners share a part of a cache: a job of one could leave something there for a job of the other. */
export function cachePrefix({ runners }: Platform): readonly Problem[] {
  return runners.flatMap((runner, i) =>
    runners.slice(0, i).flatMap((other) => {
      const [mine, theirs] = [runner.cache, other.cache];
      if (mine === undefined || theirs?.bucket.name !== mine.bucket.name) return [];
      if (!mine.prefix.startsWith(theirs.prefix) && !theirs.prefix.startsWith(mine.prefix)) return [];
      const path = [...runner.path, "cache"];
      const got = `the prefix "${mine.prefix}" of bucket ${mine.bucket.key}`;
      const message = `${pathText(path)}: got ${got}, which ${pathText(other.path)} has or is inside of`;
      return [error("cache-prefix", { path }, message, "give each runner its own bucket or prefix")];
    }),
  );
}
