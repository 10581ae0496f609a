import { bucketNameProblem } from "../iam/names";
import { type Path, pathText } from "../platform/path";
import type { Bucket } from "../platform/bucket";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import type { DeclarationCheck } from "./rule";

export const bucketName: DeclarationCheck = {
  id: "bucket-name",
  of: "declaration",
  what: "Bucket names follow S3's rules, and no two entries are the same bucket.",
  why: "S3 refuses the name, or two entries fight over the settings of one bucket.",
  fix: "Give the bucket another name.",
  example: ["buckets:", "  site: { name: Acme_Site }"].join("\n"),
  acceptable: false,
  judge,
};

function judge(platform: Platform): readonly Problem[] {
  return [...ofBackend(platform), ...ofBuckets(platform)];
}

function ofBackend({ aws, terraform: { backend } }: Platform): readonly Problem[] {
  const reason = backend.kind === "s3" ? bucketNameProblem(backend.bucket, aws.account, backend.region) : undefined;
  if (backend.kind !== "s3" || reason === undefined) return [];
  const path = ["terraform", "backend", "s3", "bucket"];
  const message = `${pathText(path)}: got the bucket name "${backend.bucket}", ${reason}`;
  return [error("bucket-name", { path }, message, "write the name of the bucket that has the states")];
}

function ofBuckets({ aws, buckets }: Platform): readonly Problem[] {
  const first = new Map<string, Bucket>();
  return buckets.flatMap((bucket) => {
    const at = nameOf(bucket);
    const reason = bucketNameProblem(bucket.name, aws.account, aws.region);
    const problems: Problem[] = [];
    if (reason !== undefined) {
      const message = `${pathText(at)}: got the bucket name "${bucket.name}", ${reason}`;
      problems.push(error("bucket-name", { path: at }, message, "give the bucket another name"));
    }
    const twin = first.get(bucket.name);
    if (twin === undefined) first.set(bucket.name, bucket);
    else {
      const message = `${pathText(at)}: got the bucket name "${bucket.name}", which ${pathText(twin.path)} has already`;
      problems.push(error("bucket-name", { path: at }, message, "give one of them another name, or keep one entry"));
    }
    return problems;
  });
}

/** Where the name is written; the entry, where it is derived. */
function nameOf({ path, managed }: Bucket): Path {
  return [...path, managed === undefined ? "existing" : "name"];
}
