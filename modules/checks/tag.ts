import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";

/** Tags are what every AWS service takes. @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
export function tag({ aws }: Platform): readonly Problem[] {
  const entries = Object.entries(aws.tags);
  const wrong = (key: string, message: string) =>
    error("tag", { path: ["aws", "tags", key] }, message, "change the tag");
  const problems = entries.flatMap(([key, value]) => {
    const reasons = [
      ...(/^aws:/i.test(key) ? ['a key that does not begin with "aws:"'] : []),
      ...(ALLOWED.test(key) ? [] : ["a key of 1 to 128 letters, digits, spaces and _.:/=+-@"]),
      ...(ALLOWED.test(value) || value === "" ? [] : ["a value of letters, digits, spaces and _.:/=+-@"]),
      ...(value.length > 256 ? ["a value of at most 256 characters"] : []),
    ];
    return reasons.map((reason) =>
      wrong(key, `aws.tags.${key}: got ${JSON.stringify({ [key]: value })}, expected ${reason}`),
    );
  });
  if (entries.length <= MOST) return problems;
  const message = `aws.tags: got ${String(entries.length)} tags, expected at most ${String(MOST)}`;
  return [...problems, error("tag", { path: ["aws", "tags"] }, message, "use fewer")];
}

const MOST = 50;
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u;
