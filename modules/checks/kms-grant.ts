import type { AccessModel } from "../access/model";
import { parseArn } from "../iam/arn";
import { type Condition, conditionList, narrows } from "../iam/conditions";
import { allowances } from "./allowance";
import type { ModelCheck, Observation } from "./rule";

export const kmsGrant: ModelCheck = {
  id: "kms-grant",
  of: "model",
  what: "A grant of a key can match a request: it is on the key's ARN, through a service of the key's region, under the context that S3 gives.",
  why: "Reading and writing what is encrypted fails, and nothing says that it is the key.",
  fix: "Name the key's ARN; `kms:ViaService` of its region; the bucket's ARN as context with bucket keys, else the objects' ARNs.",
  example: [
    "identities:",
    "  i:",
    "    allow:",
    '      - { actions: [kms:Decrypt], resources: ["arn:aws:kms:eu-central-1:111122223333:alias/data"] }',
  ].join("\n"),
  acceptable: true,
  judge,
};

function judge(model: AccessModel): readonly Observation[] {
  return allowances(model).flatMap(({ statement, at }): readonly Observation[] => {
    const { Action = [], Resource = [] } = statement;
    const actions = Action.filter((action) => /^kms:/i.test(action) && !/^kms:\w*Alias(es)?$/i.test(action));
    if (actions.length === 0) return [];
    const conditions = conditionList(statement).filter(narrows);
    const wrong = [
      ofAlias(Resource),
      ...conditions.flatMap((condition) => [
        ofWildcard(condition),
        ofService(condition, Resource),
        ofContext(condition, Resource, model),
      ]),
    ];
    return wrong.flatMap((problem): readonly Observation[] =>
      problem === undefined ? [] : [{ at, severity: "error", about: actions.join(", "), ...problem }],
    );
  });
}

type Wrong = Pick<Observation, "message" | "fix"> | undefined;

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html */
function ofAlias(resources: readonly string[]): Wrong {
  const aliases = resources.filter((resource) => parseArn(resource)?.resource.startsWith("alias/") === true);
  if (aliases.length === 0 || aliases.length < resources.length) return undefined;
  const message = `got ${aliases.join(", ")}, which is no key: IAM looks at the ARN of the key`;
  return { message, fix: "name the key's ARN, or its alias by the condition kms:ResourceAliases" };
}

function ofWildcard({ operator, key, values }: Condition): Wrong {
  const wild = values.every((value) => /[*?]/.test(value));
  if (!/^kms:/i.test(key) || !/^StringEquals(IgnoreCase)?$/.test(operator) || !wild) return undefined;
  return { message: `got ${operator} of ${key} with ${values.join(", ")}, which never holds`, fix: "write StringLike" };
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service */
function ofService({ key, values }: Condition, resources: readonly string[]): Wrong {
  if (key.toLowerCase() !== "kms:viaservice") return undefined;
  const regions = resources.map((resource) => parseArn(resource)?.region ?? "*");
  const possible = values.some((value) => {
    const [, region] = /^[^.]+\.([^.]+)\.amazonaws\.com(?:\.cn)?$/.exec(value) ?? [];
    if (region === undefined) return /[*?]/.test(value);
    return /[*?]/.test(region) || regions.some((own) => own === region || /[*?]/.test(own));
  });
  if (possible) return undefined;
  const where = [...new Set(regions)].join(", ");
  const message = `got kms:ViaService ${values.join(", ")}, expected a service in ${where}, where the key is`;
  return { message, fix: "write SERVICE.REGION.amazonaws.com with the key's region" };
}

/**
 * The context of S3 for a bucket whose encryption is known.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
 */
function ofContext({ key, values }: Condition, resources: readonly string[], { buckets }: AccessModel): Wrong {
  if (key.toLowerCase() !== "kms:encryptioncontext:aws:s3:arn") return undefined;
  const reasons = values.map((value): Wrong => {
    const name = /^arn:[^:]+:s3:::([^/*?]+)/.exec(value)?.[1] ?? "";
    const encryption = Object.hasOwn(buckets, name) ? buckets[name]?.encryption : undefined;
    const [, kmsKey = "", bucketKey] = /^aws:kms (\S+) bucketKey=(true|false)$/.exec(encryption ?? "") ?? [];
    if (bucketKey === undefined) return undefined;
    const isBucket = !value.includes("/");
    if (isBucket !== (bucketKey === "true")) {
      const expected =
        bucketKey === "true" ? "the bucket's ARN: it has a bucket key" : "the objects' ARNs: it has no bucket key";
      return {
        message: `got the context ${value}, expected ${expected}`,
        fix: `write ${expected.split(":")[0] ?? ""}`,
      };
    }
    const keys = resources.every((resource) => resource.startsWith("arn:") && !/[*?]/.test(resource));
    if (!keys || !kmsKey.startsWith("arn:") || resources.includes(kmsKey)) return undefined;
    const message = `got ${resources.join(", ")} under the context of bucket ${name}, expected its key, ${kmsKey}`;
    return { message, fix: "name the key of the bucket" };
  });
  return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}
