import { type Path, pathText } from "../platform/path";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import type { DeclarationCheck } from "./rule";

/** @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
export const tag: DeclarationCheck = {
  id: "tag",
  of: "declaration",
  what: "Tags are what every AWS service takes.",
  why: "The resource that is refused is the first of an apply that is half done.",
  fix: "Change the tag.",
  example: 'aws: { tags: { "aws:owner": platform } }',
  acceptable: false,
  judge,
};

function judge({ aws, buckets, identities }: Platform): readonly Problem[] {
  const own = [
    ...buckets.flatMap(({ managed, path }) => (managed === undefined ? [] : [{ tags: managed.tags, path }])),
    ...identities,
  ];
  return [
    ...judgeTags(aws.tags, ["aws", "tags"], aws.tags),
    ...own.flatMap(({ tags, path }) =>
      Object.keys(tags).length === 0 ? [] : judgeTags(tags, [...path, "tags"], { ...aws.tags, ...tags }),
    ),
  ];
}

type Tags = Readonly<Record<string, string>>;

/** @param all with the tags of everything */
function judgeTags(tags: Tags, path: Path, all: Tags): readonly Problem[] {
  const where = pathText(path);
  const keys = Object.keys(all);
  const count = keys.length;
  const problems = Object.entries(tags).flatMap(([key, value]) => {
    const got = JSON.stringify({ [key]: value });
    // IAM takes keys that differ in their case only for the same.
    const twin = keys.find((other) => other !== key && other.toLowerCase() === key.toLowerCase());
    const found = [...reasons(key, value), ...(twin === undefined ? [] : [`one key of "${key}" and "${twin}"`])];
    return found.map((reason) =>
      error("tag", { path: [...path, key] }, `${where}.${key}: got ${got}, expected ${reason}`, "change the tag"),
    );
  });
  if (count <= MOST) return problems;
  const message = `${where}: got ${String(count)} tags, with those of aws.tags, expected at most ${String(MOST)}`;
  return [...problems, error("tag", { path }, message, "use fewer")];
}

function reasons(key: string, value: string): readonly string[] {
  return [
    ...(/^aws:/i.test(key) ? ['a key that does not begin with "aws:"'] : []),
    ...(ALLOWED.test(key) && key.length <= 128 ? [] : ["a key of 1 to 128 letters, digits, spaces and _.:/=+-@"]),
    ...(ALLOWED.test(value) || value === "" ? [] : ["a value of letters, digits, spaces and _.:/=+-@"]),
    ...(value.length > 256 ? ["a value of at most 256 characters"] : []),
  ];
}

const MOST = 50;
const ALLOWED = /^[\p{L}\p{Zs}\p{N}_.:/=+\-@]+$/u;
